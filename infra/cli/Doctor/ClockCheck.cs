using System.Globalization;
using Serverless.Cli.Settings;
using Serverless.Identity.Sessions;
using Serverless.Platform.Clerk;

namespace Serverless.Cli.Doctor;

/// <summary>How far the clocks of the app and of Clerk are from the one here, by the header Date of their answers.</summary>
internal sealed class ClockCheck(Call call, KnownSettings settings) : ICheck
{
    private const string App = "clock of the app";
    private const string Clerk = "clock of Clerk";

    /// <summary>What session tokens allow, which is less than the five minutes of signatures; and what the header leaves open.</summary>
    private static readonly TimeSpan Tolerance = SessionRules.ClockSkew + TimeSpan.FromSeconds(1);

    public string Name => App;

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation)
    {
        var clerk = new ClerkSettings(settings.Configuration);
        return
        [
            await Compare(App, new Uri(call.Address.Url, "api/health/live"), cancellation),
            clerk.Problems().Any()
                ? Finding.Skipped(Clerk, "its settings cannot be used: see settings.")
                : await Compare(Clerk, clerk.Address, cancellation),
        ];
    }

    private async Task<Finding> Compare(string name, Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        DateTimeOffset? theirs;
        var before = call.Clock.GetUtcNow();
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            theirs = response.Headers.Date;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return Finding.Skipped(name, $"{address} does not answer.");
        }

        if (theirs is null)
        {
            return Finding.Skipped(name, $"{address} does not say what time it is.");
        }

        // The header has whole seconds, cut off; the answer was made somewhere between question and arrival.
        var halfWay = (call.Clock.GetUtcNow() - before) / 2;
        var ours = before + halfWay;
        var ahead = theirs.Value + TimeSpan.FromSeconds(0.5) - ours;
        var side = ahead < TimeSpan.Zero ? "behind" : "ahead of";
        var words = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(ahead.TotalSeconds):0.0} s {side} the one here.");
        return ahead.Duration() <= Tolerance + halfWay
            ? Finding.Ok(name, words)
            : Finding.Failed(
                name,
                words,
                "Set the clock that is wrong, by NTP: session tokens allow 5 s, signatures of webhooks 5 minutes."
                    + " If both clocks are off alike, it is the one here.");
    }
}
