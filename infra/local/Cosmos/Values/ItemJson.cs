using System.Text.Json;
using Local.Cosmos.Store;

namespace Local.Cosmos.Values;

/// <summary>A stored item's bytes, taken apart only when somebody looks inside: many queries never do.</summary>
internal sealed class ItemJson(ReadOnlyMemory<byte> json) : IDisposable
{
    private JsonDocument? document;

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes => json;

    public JsonElement Root => (document ??= JsonDocument.Parse(json, JsonNodes.Stored)).RootElement;

    public void Dispose() => document?.Dispose();
}
