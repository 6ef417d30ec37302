using Serverless.Platform.Http;

namespace Serverless.Reconciliation;

/// <summary>Refusals about runs.</summary>
public static class ReconcileProblems
{
    public static readonly Problem UnknownRun = new(404, "unknown-run", "There is no such run.");

    /// <param name="run">Which one.</param>
    public static Problem GoingOn(string run) => new(409, "run-going-on", "A run is going on already.", run);
}
