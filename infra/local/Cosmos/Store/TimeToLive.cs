using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>Seconds until an item expires, counted from its last write, or -1 for never ("Time to Live in Azure Cosmos DB").</summary>
internal static class TimeToLive
{
    private const int Never = -1;

    /// <summary>Of a container: <c>defaultTtl</c>.</summary>
    public static int Parse(JsonNode seconds) => seconds is JsonValue value && value.TryGetValue<int>(out var number) && IsValid(number)
        ? number
        : throw Invalid(seconds.ToJsonString());

    /// <summary>Of an item: <c>ttl</c>. It is checked only where it has an effect.</summary>
    public static int? Of(JsonElement item, ContainerDefinition container)
    {
        if (!item.TryGetProperty("ttl"u8, out var seconds) || seconds.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var isValid = seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var number) && IsValid(number);
        return isValid ? seconds.GetInt32()
            : container.DefaultTimeToLive is null ? null
            : throw Invalid(seconds.GetRawText());
    }

    private static bool IsValid(int seconds) => seconds is Never or > 0;

    private static RequestRefusedException Invalid(string given) => RequestRefusedException.BadRequest(
        $"The input ttl '{given}' is invalid. Ensure to provide a nonzero positive integer less than or equal to "
        + $"'{int.MaxValue}', or '{Never}' which means never expire.");
}
