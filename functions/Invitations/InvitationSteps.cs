using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Messaging.ServiceBus;
using Serverless.Identity;
using Serverless.Platform.ServiceBus;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>Something to be done about an invitation, as a message: any instance may do it, and doing it twice does no harm.</summary>
/// <param name="Scope">The partition of the invitation.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(SendInvitation), SendInvitation.Name)]
[JsonDerivedType(typeof(GrantInvitation), GrantInvitation.Name)]
public abstract record InvitationStep(string Scope, InvitationId Invitation)
{
    /// <summary>The subject of the message, by which it is told from Clerk's events.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Null if the message holds no step.</summary>
    public static InvitationStep? From(ServiceBusReceivedMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body, InvitationStepJson.Default.InvitationStep);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <param name="id">The same for the same step, so that duplicate detection spares us the second.</param>
    public ServiceBusMessage ToMessage(string id) =>
        new(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(this, InvitationStepJson.Default.InvitationStep)))
        {
            MessageId = id,
            Subject = Kind,
            ContentType = "application/json",
        };
}

/// <summary>Send what could not be sent before.</summary>
public sealed record SendInvitation(string Scope, InvitationId Invitation) : InvitationStep(Scope, Invitation)
{
    public const string Name = "send-invitation";

    public override string Kind => Name;
}

/// <summary>Give what the invitation promises to whom it expects, who has come without its link.</summary>
public sealed record GrantInvitation(string Scope, InvitationId Invitation, Arrival To) : InvitationStep(Scope, Invitation)
{
    public const string Name = "grant-invitation";

    public override string Kind => Name;
}

/// <summary>How long Clerk is left to finish what somebody began who followed a link, before we give what the invitation promises.</summary>
public sealed record HeadStart(TimeSpan Time)
{
    public static HeadStart Default { get; } = new(TimeSpan.FromSeconds(5));
}

/// <summary>Sends steps to whichever instance is free.</summary>
public sealed class InvitationStepSender(QueueSenders senders, HeadStart headStart, TimeProvider clock) : IInvitations
{
    /// <summary>Whether they followed the link is not known: Clerk may be making them a member at this moment.</summary>
    public Task Found(OpenInvitation invitation, UserId user, ProviderSubject subject, CancellationToken cancellation) =>
        GrantAt(
            invitation.Scope,
            InvitationId.Parse(invitation.Id),
            new Arrival(user, subject.Subject),
            clock.GetUtcNow() + headStart.Time,
            cancellation);

    public Task Grant(string scope, InvitationId invitation, Arrival to, CancellationToken cancellation) =>
        GrantAt(scope, invitation, to, clock.GetUtcNow(), cancellation);

    public Task SendAt(string scope, InvitationId invitation, DateTimeOffset time, CancellationToken cancellation)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{invitation}.send.{time.ToUnixTimeMilliseconds()}");
        return Schedule(new SendInvitation(scope, invitation).ToMessage(id), time, cancellation);
    }

    public Task SendNow(string scope, InvitationId invitation, CancellationToken cancellation) =>
        SendAt(scope, invitation, clock.GetUtcNow(), cancellation);

    private Task<long> GrantAt(string scope, InvitationId invitation, Arrival to, DateTimeOffset time, CancellationToken cancellation) =>
        Schedule(new GrantInvitation(scope, invitation, to).ToMessage($"{invitation}.grant.{to.Subject}"), time, cancellation);

    private Task<long> Schedule(ServiceBusMessage message, DateTimeOffset time, CancellationToken cancellation) =>
        senders.To(Queues.Invitations).ScheduleMessageAsync(message, time, cancellation);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InvitationStep))]
internal sealed partial class InvitationStepJson : JsonSerializerContext;
