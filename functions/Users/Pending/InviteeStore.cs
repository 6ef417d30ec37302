using Serverless.Platform.Cosmos;

namespace Serverless.Users.Pending;

/// <summary>Reads who is expected, and writes what <see cref="InviteeRules"/> decided, under the condition it was decided upon.</summary>
public sealed class InviteeStore(Documents<InviteeDocument> documents)
{
    public Task<Stored<InviteeDocument>?> Find(AddressKey address, CancellationToken cancellation) => documents.Find(address.Value, cancellation);

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryApply(InviteeDecision decision, Stored<InviteeDocument>? decidedUpon, CancellationToken cancellation) => decision switch
    {
        InviteeDecision.Create create => documents.TryCreate(create.Document.Id, create.Document, cancellation),
        InviteeDecision.Replace replace => documents.TryReplace(replace.Document.Id, replace.Document, decidedUpon!.ETag, cancellation),
        _ => Task.FromResult(true),
    };

    /// <inheritdoc cref="TryApply"/>
    public Task<bool> TryDelete(Stored<InviteeDocument> invitee, CancellationToken cancellation) =>
        documents.TryDelete(invitee.Value.Id, invitee.Value.Id, invitee.ETag, cancellation);
}
