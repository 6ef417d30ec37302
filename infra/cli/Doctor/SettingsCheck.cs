using Serverless.Cli.Settings;
using Serverless.Platform.Settings;

namespace Serverless.Cli.Doctor;

/// <summary>The app's own validation: what it would say if it were started with these settings.</summary>
internal sealed class SettingsCheck(KnownSettings settings, AppNeeds needs) : ICheck
{
    public string Name => "settings";

    public Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>(
        needs.Problems.Count == 0
            ? [Finding.Ok(Name, "the app would start with them.")]
            : [.. needs.Problems.Select(problem => Finding.Failed($"setting {problem.Name}", problem.Wrong, Remedy(problem)))]);

    private string Remedy(SettingProblem problem) =>
        $"Expected: {problem.Good}"
        + (SettingText.IsUnresolved(settings.Configuration[problem.Name.Replace("__", ":", StringComparison.Ordinal)] ?? "")
            ? " If it is az that printed the reference, it prints all of them so: put the value itself into the environment for the checks here,"
                + " and see in the portal, under Environment variables, whether it is resolved. If the app itself has it: its managed identity"
                + " needs the role Key Vault Secrets User, and the name of the secret must be right."
            : "");
}
