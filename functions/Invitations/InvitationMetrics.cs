using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Invitations;

/// <summary>Counts what happened to invitations, and what became of it.</summary>
public sealed class InvitationMetrics(IMeterFactory meters)
{
    private readonly Counter<long> events = meters.Create(Meters.Name)
        .CreateCounter<long>("invitations.events", unit: "{event}", description: "What happened to invitations, by what was decided on it.");

    public void Decided(InvitationEvent happened, InvitationDecision decision) => events.Add(
        1,
        new KeyValuePair<string, object?>("event", Name(happened)),
        new KeyValuePair<string, object?>("decision", Name(decision)));

    public static string Name(InvitationEvent happened) => happened switch
    {
        InvitationEvent.Sent => "sent",
        InvitationEvent.Refused => "refused",
        InvitationEvent.Accepted => "accepted",
        InvitationEvent.Revoked => "revoked",
        InvitationEvent.Expired => "expired",
        InvitationEvent.WasMember => "was-member",
        _ => throw new InvalidOperationException($"No name for {happened.GetType().Name}."),
    };

    private static string Name(InvitationDecision decision) => decision switch
    {
        InvitationDecision.Replace => "replaced",
        InvitationDecision.Duplicate => "ignored-duplicate",
        InvitationDecision.Stale => "ignored-stale",
        _ => throw new InvalidOperationException($"No name for {decision.GetType().Name}."),
    };
}
