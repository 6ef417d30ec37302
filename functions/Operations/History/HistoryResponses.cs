using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Operations.DeadLetters;
using Serverless.Users;

namespace Serverless.Operations.History;

[Description("Why a person looks as they do: what was decided about them, newest first. Ids and versions only.")]
public sealed record HistoryResponse(
    UserId Id,
    [property: Description("Clerk's id; `pending_…` of who has been invited and is not known there yet.")] string? Subject,
    [property: Description("None if there is no document.")] UserStatus? Status,
    [property: Description("When the profile last changed at Clerk.")] long? Version,
    IReadOnlyList<HistoryItem> Items,
    [property: Description("What could not be handled and waits for somebody to look.")] IReadOnlyList<DeadLetterItem> DeadLetters);

[Description("Something that was decided.")]
public sealed record HistoryItem(
    [property: Description("In words.")] string Text,
    DateTimeOffset At,
    [property: Description("webhook, request, reconcile or invitation.")] string Door,
    [property: Description("The type of the event, or the kind of work.")] string What,
    [property: Description("Of the message, of the run, of the invitation.")] string? Reference,
    [property: Description("`user`, or the id of the organization whose membership it was.")] string About,
    string Decision,
    [property: Description("Clerk's `updated_at` of what was learnt, in milliseconds.")] long? Version,
    [property: Description("The same of what was held.")] long? Held)
{
    public static HistoryItem Of(HistoryEntry entry) => new(
        HistoryWords.Of(entry),
        DateTimeOffset.FromUnixTimeMilliseconds(entry.At),
        entry.Door,
        entry.What,
        entry.Reference,
        entry.About,
        entry.Decision,
        entry.Version,
        entry.Held);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryResponse))]
internal sealed partial class HistoryApiJson : JsonSerializerContext;
