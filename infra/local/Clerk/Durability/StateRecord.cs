using System.Text;
using System.Text.Json;
using Local.Clerk.Store;
using Local.Clerk.Webhooks;

namespace Local.Clerk.Durability;

/// <summary>
/// Changes that belong together as bytes, as the journal keeps them. The numbers of the kinds are the file's format: new ones are
/// added at the end.
/// </summary>
internal static class StateRecord
{
    private enum Kind : byte
    {
        UserPut = 1,
        UserRemoved,
        MessageQueued,
        DeliveryPostponed,
        DeliveryEnded,
        OrganizationPut,
        OrganizationRemoved,
        MembershipPut,
        MembershipRemoved,
        InvitationPut,
        OrganizationInvitationPut,
        OrganizationInvitationRemoved,
    }

    public static byte[] Encode(IReadOnlyList<StateChange> changes)
    {
        var buffer = new MemoryStream();
        using var bytes = new BinaryWriter(buffer, Encoding.UTF8);
        bytes.Write(changes.Count);
        foreach (var change in changes)
        {
            Write(bytes, change);
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<StateChange> Decode(ReadOnlySpan<byte> record)
    {
        using var bytes = new BinaryReader(new MemoryStream(record.ToArray()), Encoding.UTF8);
        var changes = new StateChange[bytes.ReadInt32()];
        for (var at = 0; at < changes.Length; at++)
        {
            changes[at] = Read(bytes);
        }

        return changes;
    }

    private static void Write(BinaryWriter bytes, StateChange change)
    {
        switch (change)
        {
            case StateChange.UserPut put:
                bytes.Write((byte)Kind.UserPut);
                WriteBlob(bytes, put.User.Json.Span);
                break;
            case StateChange.UserRemoved removed:
                bytes.Write((byte)Kind.UserRemoved);
                bytes.Write(removed.Id);
                break;
            case StateChange.MessageQueued queued:
                bytes.Write((byte)Kind.MessageQueued);
                WriteMessage(bytes, queued.Message);
                break;
            case StateChange.DeliveryPostponed postponed:
                bytes.Write((byte)Kind.DeliveryPostponed);
                bytes.Write(postponed.Delivery.Message);
                WriteDelivery(bytes, postponed.Delivery);
                break;
            case StateChange.DeliveryEnded ended:
                bytes.Write((byte)Kind.DeliveryEnded);
                bytes.Write(ended.Message);
                bytes.Write(ended.Number);
                break;
            case StateChange.OrganizationPut put:
                WriteObject(bytes, Kind.OrganizationPut, put.Organization);
                break;
            case StateChange.OrganizationRemoved removed:
                bytes.Write((byte)Kind.OrganizationRemoved);
                bytes.Write(removed.Id);
                break;
            case StateChange.MembershipPut put:
                WriteObject(bytes, Kind.MembershipPut, put.Membership);
                break;
            case StateChange.MembershipRemoved removed:
                bytes.Write((byte)Kind.MembershipRemoved);
                bytes.Write(removed.Id);
                break;
            case StateChange.InvitationPut put:
                WriteObject(bytes, Kind.InvitationPut, put.Invitation);
                break;
            case StateChange.OrganizationInvitationPut put:
                WriteObject(bytes, Kind.OrganizationInvitationPut, put.Invitation);
                break;
            case StateChange.OrganizationInvitationRemoved removed:
                bytes.Write((byte)Kind.OrganizationInvitationRemoved);
                bytes.Write(removed.Id);
                break;
            default:
                throw new NotSupportedException($"No such change: {change.GetType().Name}.");
        }
    }

    private static StateChange Read(BinaryReader bytes)
    {
        var kind = (Kind)bytes.ReadByte();
        return kind switch
        {
            Kind.UserPut => new StateChange.UserPut(ClerkUser.Read(ReadBlob(bytes))),
            Kind.UserRemoved => new StateChange.UserRemoved(bytes.ReadString()),
            Kind.MessageQueued => new StateChange.MessageQueued(ReadMessage(bytes)),
            Kind.DeliveryPostponed => new StateChange.DeliveryPostponed(ReadDelivery(bytes, bytes.ReadString())),
            Kind.DeliveryEnded => new StateChange.DeliveryEnded(bytes.ReadString(), bytes.ReadInt32()),
            Kind.OrganizationPut => new StateChange.OrganizationPut(ReadObject<ClerkOrganization>(bytes)),
            Kind.OrganizationRemoved => new StateChange.OrganizationRemoved(bytes.ReadString()),
            Kind.MembershipPut => new StateChange.MembershipPut(ReadObject<ClerkMembership>(bytes)),
            Kind.MembershipRemoved => new StateChange.MembershipRemoved(bytes.ReadString()),
            Kind.InvitationPut => new StateChange.InvitationPut(ReadObject<ClerkInvitation>(bytes)),
            Kind.OrganizationInvitationPut => new StateChange.OrganizationInvitationPut(ReadObject<ClerkOrganizationInvitation>(bytes)),
            Kind.OrganizationInvitationRemoved => new StateChange.OrganizationInvitationRemoved(bytes.ReadString()),
            _ => throw new InvalidDataException($"The journal has a change of the unknown kind {(byte)kind}."),
        };
    }

    private static void WriteMessage(BinaryWriter bytes, WebhookMessage message)
    {
        bytes.Write(message.Id);
        bytes.Write(message.Type);
        WriteBlob(bytes, message.Body);
        bytes.Write(message.Deliveries.Count);
        foreach (var delivery in message.Deliveries)
        {
            WriteDelivery(bytes, delivery);
        }
    }

    private static WebhookMessage ReadMessage(BinaryReader bytes)
    {
        var (id, type, body) = (bytes.ReadString(), bytes.ReadString(), ReadBlob(bytes));
        var deliveries = new Delivery[bytes.ReadInt32()];
        for (var at = 0; at < deliveries.Length; at++)
        {
            deliveries[at] = ReadDelivery(bytes, id);
        }

        return new WebhookMessage(id, type, body, deliveries);
    }

    private static void WriteDelivery(BinaryWriter bytes, Delivery delivery)
    {
        bytes.Write(delivery.Number);
        bytes.Write(delivery.Endpoint);
        bytes.Write(delivery.Attempts);
        bytes.Write(delivery.Due.UtcTicks);
    }

    private static Delivery ReadDelivery(BinaryReader bytes, string message) => new(
        message, bytes.ReadInt32(), bytes.ReadInt32(), bytes.ReadInt32(), new DateTimeOffset(bytes.ReadInt64(), TimeSpan.Zero));

    private static void WriteObject<T>(BinaryWriter bytes, Kind kind, T value)
    {
        bytes.Write((byte)kind);
        WriteBlob(bytes, JsonSerializer.SerializeToUtf8Bytes(value, ClerkJson.Plain));
    }

    private static T ReadObject<T>(BinaryReader bytes) => JsonSerializer.Deserialize<T>(ReadBlob(bytes), ClerkJson.Plain)!;

    private static void WriteBlob(BinaryWriter bytes, ReadOnlySpan<byte> blob)
    {
        bytes.Write(blob.Length);
        bytes.Write(blob);
    }

    private static byte[] ReadBlob(BinaryReader bytes) => bytes.ReadBytes(bytes.ReadInt32());
}
