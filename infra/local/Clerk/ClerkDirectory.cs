using Local.Clerk.Store;
using Local.Clerk.Webhooks;

namespace Local.Clerk;

/// <summary>
/// The people and organizations of the instance, for tests and demos in the same process, and what the Backend API works on.
/// Every change is stamped by the clock and announced by webhook. Refusals are <see cref="ClerkRefusedException"/>s. Safe to use
/// from several threads.
/// </summary>
public sealed partial class ClerkDirectory
{
    private readonly ClerkState state;
    private readonly WebhookOutbox outbox;
    private readonly ClerkSimulatorOptions options;
    private readonly OrganizationWriter writer;
    private readonly Ids ids;

    internal ClerkDirectory(
        ClerkState state, WebhookOutbox outbox, OrganizationWriter writer, Ids ids, ClerkSimulatorOptions options)
    {
        this.state = state;
        this.outbox = outbox;
        this.options = options;
        this.writer = writer;
        this.ids = ids;
    }

    /// <summary>
    /// Completes when everything done so far is on disk, at once without a state folder. Calls return before that; the API's
    /// answers and the webhooks wait for it.
    /// </summary>
    public Task Durable
    {
        get
        {
            lock (state.Gate)
            {
                return state.Durable;
            }
        }
    }

    /// <summary>Under the lock, as one step on disk. What was done before a refusal stays done.</summary>
    private T Do<T>(Func<Change, T> work)
    {
        lock (state.Gate)
        {
            var change = new Change(state, outbox, ids, options.InstanceId, options.Clock.GetUtcNow());
            try
            {
                return work(change);
            }
            finally
            {
                change.Commit();
            }
        }
    }

    /// <summary>The next <c>updated_at</c>: the present, but later than the last one.</summary>
    private static long Stamp(Change change, long last) => Math.Max(change.Time, last + 1);

    internal static byte[] DeletionStub(string kind, string id, string? slug = null, string? externalId = null) => ClerkJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, kind);
        json.WriteString("id"u8, id);
        json.WriteBoolean("deleted"u8, true);
        if (slug is not null)
        {
            json.WriteString("slug"u8, slug);
        }

        if (externalId is not null)
        {
            json.WriteString("external_id"u8, externalId);
        }

        json.WriteEndObject();
    });
}
