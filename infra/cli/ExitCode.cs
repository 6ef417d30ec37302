namespace Serverless.Cli;

/// <summary>What a script learns from the tool.</summary>
internal enum ExitCode
{
    AllWell = 0,

    /// <summary>The command did its work, and what it found is not as it should be.</summary>
    FoundWrong = 1,

    WrongUsage = 2,

    Unreachable = 3,

    Refused = 4,

    /// <summary>128 and the number of the signal, as shells count.</summary>
    Cancelled = 130,
}

internal static class ExitCodes
{
    public static IReadOnlyList<(ExitCode Code, string Meaning)> All { get; } =
    [
        (ExitCode.AllWell, "all is well, or was done"),
        (ExitCode.FoundWrong, "something is wrong: a check failed, a signature is not good, there is drift, a run stopped or letters came back"),
        (ExitCode.WrongUsage, "the command, a file or a value it names cannot be used"),
        (ExitCode.Unreachable, "the app cannot be reached, or is not able to answer"),
        (ExitCode.Refused, "the app refused: key, signature, conflict, or there is no such thing"),
        (ExitCode.Cancelled, "cancelled with Ctrl-C"),
    ];
}
