using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Tests.Support;

/// <summary>Compares the whole store with everybody at the simulator, and names each difference.</summary>
internal static class TruthAtClerk
{
    public static async Task<IReadOnlyList<string>> Differences(TestStack stack)
    {
        var documents = new Dictionary<string, UserDocument>();
        await foreach (var stored in stack.App.Services.GetRequiredService<Documents<UserDocument>>().Query($"SELECT * FROM c", null, CancellationToken.None))
        {
            if (!documents.TryAdd(stored.Value.Subject, stored.Value))
            {
                return [$"{stored.Value.Subject} exists twice"];
            }
        }

        var differences = new List<string>();
        foreach (var user in stack.Emulators.Clerk.Directory.Users())
        {
            if (!documents.Remove(user.Id, out var document))
            {
                differences.Add($"{user.Id} is missing");
            }
            else if (AUser.Bytes(document) != AUser.Bytes(Expected(user, document)))
            {
                differences.Add($"{user.Id} differs: {AUser.Bytes(document)} instead of {AUser.Bytes(Expected(user, document))}");
            }
        }

        return [.. differences, .. documents.Values.Where(document => !document.IsDeleted).Select(document => $"{document.Subject} is kept")];
    }

    private static UserDocument Expected(ClerkUser user, UserDocument document)
    {
        var fact = (UserSeen)((UserReading.Read)ClerkUserReader.Seen(JsonElement.Parse(user.Json.Span))).Fact;
        return ((UserDecision.Create)UserRules.Decide(null, fact, document.Id)).Document;
    }
}
