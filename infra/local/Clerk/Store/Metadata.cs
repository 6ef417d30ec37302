using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Clerk.Store;

/// <summary>Changes to metadata: <c>PATCH</c> merges deeply and a null removes, <c>PUT</c> replaces.</summary>
internal static class Metadata
{
    /// <summary>Each of the three objects holds at most this. Source: Clerk's documentation, metadata callout.</summary>
    public const int MaxBytes = 8 * 1024;

    public static JsonObject Merge(JsonObject? present, JsonObject change)
    {
        var merged = present?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in change)
        {
            switch (value)
            {
                case null:
                    merged.Remove(name);
                    break;
                case JsonObject inner:
                    merged[name] = Merge(merged[name] as JsonObject, inner);
                    break;
                default:
                    merged[name] = value.DeepClone();
                    break;
            }
        }

        return merged;
    }

    /// <summary>The same for metadata as text.</summary>
    /// <exception cref="ClerkRefusedException">It would be larger than <see cref="MaxBytes"/>.</exception>
    public static string Merge(string present, JsonObject? change, string parameter) =>
        change is null ? present : Text(Merge(JsonNode.Parse(present)!.AsObject(), change), parameter);

    /// <exception cref="ClerkRefusedException">It is larger than <see cref="MaxBytes"/>.</exception>
    public static string Text(JsonObject? metadata, string parameter) =>
        metadata is null ? "{}" : Checked(metadata, parameter).ToJsonString(ClerkJson.Plain);

    /// <exception cref="ClerkRefusedException">It is larger than <see cref="MaxBytes"/>.</exception>
    public static JsonObject Checked(JsonObject? metadata, string parameter)
    {
        var copy = metadata?.DeepClone().AsObject() ?? [];
        return JsonSerializer.SerializeToUtf8Bytes(copy, ClerkJson.Plain).Length <= MaxBytes
            ? copy
            : throw Refusal.TooLarge(parameter, MaxBytes);
    }
}
