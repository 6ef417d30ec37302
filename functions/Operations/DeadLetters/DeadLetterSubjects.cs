using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Operations.DeadLetters;

/// <summary>
/// About whom a message is, by Clerk's ids. The rooms' own readers find out more, but not of a message that they could not read, and
/// such lie here; so this one takes what it finds and demands nothing. It takes ids only: whatever else stands where an id should is
/// not shown, as it may be anything.
/// </summary>
[Description("About whom it is, by Clerk's ids, as far as it says so readably.")]
public sealed record DeadLetterSubjects(string? User, string? Organization, string? Membership, string? Invitation)
{
    /// <summary>Clerk's have some 30 characters after the prefix.</summary>
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly DeadLetterSubjects Nobody = new(null, null, null, null);

    public static DeadLetterSubjects Of(BinaryData body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = LenientJson.MaxDepth });
            return json.RootElement.Member("data") is { ValueKind: JsonValueKind.Object } data ? OfEvent(data) : OfStep(json.RootElement);
        }
        catch (JsonException)
        {
            return Nobody;
        }
    }

    /// <summary>An event of Clerk's: about an object, which may name others.</summary>
    private static DeadLetterSubjects OfEvent(JsonElement data)
    {
        var id = data.Text("id");
        return new DeadLetterSubjects(
            Id(id, "user_") ?? Id(data.Member("public_user_data")?.Text("user_id"), "user_") ?? Id(data.Text("user_id"), "user_"),
            Id(id, "org_") ?? Id(data.Member("organization")?.Text("id"), "org_") ?? Id(data.Text("organization_id"), "org_"),
            Id(id, "orgmem_"),
            Id(id, "orginv_") ?? Id(id, "inv_"));
    }

    /// <summary>A step of ours: the only one of Clerk's that any names is who came.</summary>
    private static DeadLetterSubjects OfStep(JsonElement step) => Nobody with { User = Id(step.Member("to")?.Text("subject"), "user_") };

    private static string? Id(string? text, string prefix) =>
        text is not null
        && text.Length <= LongestId
        && text.Length > prefix.Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(IdCharacters)
            ? text
            : null;
}
