using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>What every GitHub workflow of this repository keeps to.</summary>
internal static partial class WorkflowRules
{
    /// <returns>A sentence for each rule that is broken.</returns>
    public static IEnumerable<string> Broken(string yaml)
    {
        var workflow = Map(new DeserializerBuilder().Build().Deserialize<object>(yaml));
        var jobs = Map(workflow["jobs"]).Values.Select(Map).ToList();
        var steps = jobs.SelectMany(job => (List<object>)job["steps"]).Select(Map).ToList();
        var uses = steps.Where(step => step.ContainsKey("uses")).Select(step => (Step: step, Action: (string)step["uses"])).ToList();

        IEnumerable<(bool IsBroken, string Rule)> rules =
        [
            (!workflow.TryGetValue("permissions", out var given) || !IsOnly(given, ("contents", "read")),
                "permissions are stated for the whole workflow, and are contents: read"),
            (jobs.Any(job => job.TryGetValue("permissions", out var more) && !IsOnly(more, ("contents", "read"), ("id-token", "write"))),
                "a job may have an id token besides, and nothing else"),
            (jobs.Any(job => job.ContainsKey("permissions") && !job.ContainsKey("environment")),
                "a job with an id token has an environment, where reviewers can be asked for"),
            (Triggers(workflow).Contains("pull_request_target"), "no pull_request_target: it gives strangers' code our rights"),
            (yaml.Contains("secrets.", StringComparison.Ordinal) || yaml.Contains("secrets:", StringComparison.Ordinal), "no secrets: Azure trusts the token"),
            (uses.Any(it => !Pinned().IsMatch(it.Action)), "actions are pinned to a major version"),
            (uses.Any(it => it.Action.StartsWith("actions/checkout@", StringComparison.Ordinal) && !KeepsNoToken(it.Step)),
                "a checkout leaves no token behind"),
            (steps.Any(step => step.TryGetValue("run", out var run) && ((string)run).Contains("${{", StringComparison.Ordinal)),
                "scripts get values as variables, never as text in between"),
            (jobs.Any(job => !job.ContainsKey("timeout-minutes")), "each job has a time limit"),
        ];
        return rules.Where(rule => rule.IsBroken).Select(rule => rule.Rule);
    }

    private static IEnumerable<string> Triggers(Dictionary<object, object> workflow) => workflow["on"] switch
    {
        string one => [one],
        List<object> several => several.Cast<string>(),
        var map => Map(map).Keys.Cast<string>(),
    };

    private static bool IsOnly(object permissions, params (string Name, string Value)[] allowed) =>
        permissions is Dictionary<object, object> map && map.All(it => allowed.Contains(((string)it.Key, (string)it.Value)));

    private static bool KeepsNoToken(Dictionary<object, object> step) =>
        step.TryGetValue("with", out var with) && Map(with).TryGetValue("persist-credentials", out var keeps) && keeps is "false";

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    [GeneratedRegex(@"^[\w.-]+/[\w.-]+@v\d+$")]
    private static partial Regex Pinned();
}
