using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Sessions;

namespace Serverless.Tests.Support;

/// <summary>The verifier of the app, which knows the issuer, the parties and the key of <see cref="ASessionToken"/>.</summary>
internal static class ASessionVerifier
{
    public static SessionVerifier With(SessionKeys? keys = null, TimeProvider? clock = null, SessionMetrics? metrics = null) => new(
        ASettings.Sessions(),
        keys ?? new ConfiguredKey(ASessionToken.PublicKey),
        metrics ?? Metrics(),
        clock ?? new ManualClock(ASessionToken.Now));

    public static SessionMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
