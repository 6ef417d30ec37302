namespace Serverless.Platform.Clerk;

/// <summary>What one instance holds of a second, and how much it used lately.</summary>
/// <param name="Second">The second that was leased last.</param>
/// <param name="Left">Requests of it that are leased and not sent.</param>
/// <param name="Used">Requests sent in it.</param>
/// <param name="UsedBefore">Requests sent in the second before.</param>
public readonly record struct ClerkRateShare(long Second, int Left, int Used, int UsedBefore)
{
    public bool Holds(DateTimeOffset now) => Left > 0 && now.ToUnixTimeSeconds() <= Second;

    public ClerkRateShare Use() => this with { Left = Left - 1, Used = Used + 1 };

    public ClerkRateShare Add(long second, int requests) => second == Second
        ? this with { Left = Left + requests }
        : new ClerkRateShare(second, requests, 0, second == Second + 1 ? Used : 0);

    public ClerkRateShare Drop() => this with { Left = 0 };

    /// <summary>
    /// How much to lease next: for all who wait; or, if that is more, as much again as this second has used, or what
    /// the second before needed in all. A lone request leases one; a sweep soon leases a second's worth in one write.
    /// </summary>
    public int Demand(int waiting, DateTimeOffset now)
    {
        var behind = now.ToUnixTimeSeconds() - Second;
        var (used, usedBefore) = behind switch
        {
            <= 0 => (Used, UsedBefore),
            1 => (0, Used),
            _ => (0, 0),
        };
        return Math.Max(waiting, Math.Max(used, usedBefore - used));
    }
}
