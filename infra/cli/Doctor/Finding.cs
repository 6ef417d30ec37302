namespace Serverless.Cli.Doctor;

internal enum Outcome
{
    Ok,
    Failed,
    Skipped,
}

/// <summary>What came of one check.</summary>
/// <param name="Name">Stable, for scripts and for talking about it.</param>
/// <param name="Found">In words; of one that was skipped, why.</param>
/// <param name="Remedy">What to do about it; of one that failed.</param>
internal sealed record Finding(string Name, Outcome Outcome, string Found, string? Remedy = null)
{
    public static Finding Ok(string name, string found) => new(name, Outcome.Ok, found);

    public static Finding Failed(string name, string found, string remedy) => new(name, Outcome.Failed, found, remedy);

    public static Finding Skipped(string name, string why) => new(name, Outcome.Skipped, why);
}
