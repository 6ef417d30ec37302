using System.Diagnostics.Metrics;
using System.Text.Json;
using Serverless.Platform.Telemetry;

namespace Serverless.Identity.Sessions;

/// <summary>Counts every verdict on a session token.</summary>
public sealed class SessionMetrics(IMeterFactory meters)
{
    private static readonly string[] Names = [.. Enum.GetNames<TokenRefusal>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    private readonly Counter<long> verified = meters.Create(Meters.Name)
        .CreateCounter<long>("sessions.verified", unit: "{token}", description: "Session tokens shown to us, by outcome.");

    public void Verified(SessionVerdict verdict) => verified.Add(1, new KeyValuePair<string, object?>("outcome", Outcome(verdict)));

    private static string Outcome(SessionVerdict verdict) => verdict switch
    {
        SessionVerdict.Accepted => "accepted",
        SessionVerdict.Refused refused => Names[(int)refused.Reason],
        SessionVerdict.KeysUnavailable => "keys-unavailable",
        _ => throw new InvalidOperationException($"{verdict.GetType().Name} is not a verdict."),
    };
}
