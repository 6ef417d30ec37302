using System.Text.Json;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>What the app says of how it fares.</summary>
internal static class StatusAnswers
{
    public static async Task<JsonElement> Status(this TestStack stack)
    {
        var answer = await stack.Nobody().Get("/api/ops/status");
        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    /// <summary>The names of the alerts, most urgent first.</summary>
    public static IReadOnlyList<string?> Alerts(this JsonElement status) =>
        [.. status.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("name").GetString())];
}
