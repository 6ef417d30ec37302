using Serverless.Platform.Clerk;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>
/// The cheap question whether all is well: does Clerk count as many users as we hold? Where it does not, windows of time are
/// halved until each holds a page or less, so that only there is looked closer. Two counts when all is well.
/// </summary>
public sealed class CountComparison(ClerkApi clerk, UserStore users)
{
    /// <summary>Windows of this many users are not worth a further count: one page lists them.</summary>
    private const int SmallEnough = 500;

    /// <summary>Counts asked of Clerk at most; windows not yet halved by then are looked at whole.</summary>
    private const int MostCounts = 128;

    /// <returns>Windows in which the counts differ.</returns>
    public async Task<IReadOnlyList<Window>> Differences(Window whole, CancellationToken cancellation)
    {
        var open = new Queue<Counted>([await Count(whole, cancellation)]);
        var different = new List<Window>();
        for (var counts = 1; open.TryDequeue(out var window);)
        {
            if (window.Theirs == window.Ours)
            {
                continue;
            }

            if (counts >= MostCounts || window.IsSmall || window.Window.Halves() is not var (early, late))
            {
                different.Add(window.Window);
                continue;
            }

            counts++;
            var counted = await Count(early, cancellation);
            open.Enqueue(counted);
            open.Enqueue(new Counted(late, window.Theirs - counted.Theirs, window.Ours - counted.Ours));
        }

        return different;
    }

    private async Task<Counted> Count(Window window, CancellationToken cancellation) => new(
        window,
        await clerk.CountUsers(
            new ClerkUserQuery { CreatedAfter = window.After < 0 ? null : window.After, CreatedBefore = window.UpTo + 1 }, cancellation),
        await users.CountCreatedWithin(window.After, window.UpTo, cancellation));

    private sealed record Counted(Window Window, long Theirs, long Ours)
    {
        public bool IsSmall => Math.Max(Theirs, Ours) <= SmallEnough;
    }
}
