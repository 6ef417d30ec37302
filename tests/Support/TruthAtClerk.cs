using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Organizations;
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

    /// <summary>The same of organizations and memberships.</summary>
    public static async Task<IReadOnlyList<string>> OrganizationDifferences(TestStack stack)
    {
        var directory = stack.Emulators.Clerk.Directory;
        var expected = directory.Organizations().Select(organization => $"{organization.Id}: {organization.Name}")
            .Concat(directory.Organizations().SelectMany(organization => directory.Members(organization.Id))
                .Select(member => $"{member.OrganizationId}/{member.UserId}: {member.Id} {member.Role}"));
        var actual = new List<string>();
        await foreach (var organization in stack.App.Services.GetRequiredService<Documents<OrganizationDocument>>()
            .Query($"SELECT * FROM c WHERE c.status = 'active'", null, CancellationToken.None))
        {
            actual.Add($"{organization.Value.Subject}: {organization.Value.Profile!.Name}");
        }

        await foreach (var member in stack.App.Services.GetRequiredService<Documents<MembershipDocument>>()
            .Query($"SELECT * FROM c WHERE c.status = 'active'", null, CancellationToken.None))
        {
            actual.Add($"{member.Value.OrganizationSubject}/{member.Value.UserSubject}: {member.Value.Membership} {member.Value.Role}");
        }

        var (truth, ours) = (expected.ToHashSet(), actual.ToHashSet());
        return [.. truth.Except(ours).Select(missing => $"missing {missing}"), .. ours.Except(truth).Select(wrong => $"wrong {wrong}")];
    }

    private static UserDocument Expected(ClerkUser user, UserDocument document)
    {
        var fact = (UserSeen)((UserReading.Read)ClerkUserReader.Seen(JsonElement.Parse(user.Json.Span))).Fact;
        return ((UserDecision.Create)UserRules.Decide(null, fact, document.Id)).Document;
    }
}
