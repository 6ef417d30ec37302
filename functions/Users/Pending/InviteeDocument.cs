using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Users.Pending;

/// <summary>
/// An e-mail address at which somebody is expected: one document for each, whoever invited. All that must happen once for an address is
/// a conditional write of it: that a person is made for it, that an organization invites it, that somebody turns out to be that person.
/// </summary>
public sealed record InviteeDocument
{
    /// <summary>See <see cref="AddressKey"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The person who is expected.</summary>
    public required UserId User { get; init; }

    /// <summary>The invitations that expect them. None while they are being withdrawn.</summary>
    public IReadOnlyList<OpenInvitation> Open { get; init; } = [];

    /// <summary>Clerk's id of who came: final. What follows from it may still be under way.</summary>
    public string? ClaimedBy { get; init; }
}

/// <param name="Scope">Who invited; the partition of the invitation.</param>
/// <param name="Id">Of the invitation.</param>
public sealed record OpenInvitation(string Scope, string Id);

/// <summary>An e-mail address as the id of a document: ids cannot have all the characters that addresses can, and end up in logs.</summary>
public sealed record AddressKey
{
    private AddressKey(string value) => Value = value;

    public string Value { get; }

    /// <summary>Case makes no difference.</summary>
    public static AddressKey Of(string address) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToLowerInvariant()))));

    public static AddressKey Of(InviteeDocument invitee) => new(invitee.Id);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InviteeDocument))]
internal sealed partial class InviteeJson : JsonSerializerContext;
