using System.Text.Json;

namespace Serverless.Cli.App;

/// <summary>What the app answered to a request.</summary>
/// <param name="Date">By the clock of the app, in whole seconds.</param>
internal sealed record AppAnswer(int Status, string? MediaType, byte[] Body, DateTimeOffset? Date)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>A success, as it came and as the app's own type.</summary>
internal sealed record AppAnswer<T>(T Value, JsonElement Json);
