using System.Text.Json;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>What a call of Clerk's SDK gave, or how its error looked to the caller.</summary>
internal sealed class PeerOutcome(JsonElement json)
{
    public bool IsError => json.TryGetProperty("error", out _);

    /// <summary>Fails when there was an error.</summary>
    public JsonElement Value => json.TryGetProperty("error", out var error)
        ? throw new Xunit.Sdk.XunitException($"The SDK threw {error}")
        : json.GetProperty("value");

    /// <summary>Fails when there was none.</summary>
    public JsonElement Error
    {
        get
        {
            Assert.True(json.TryGetProperty("error", out var error), $"The SDK was content with {json}");
            return error;
        }
    }

    /// <summary>Code of the only error that the API answered.</summary>
    public string? Code => Assert.Single(Error.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString();

    public static PeerOutcome Parse(string? text) => new(JsonDocument.Parse(text!, new JsonDocumentOptions { MaxDepth = 256 }).RootElement);
}
