using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Invitations;
using Serverless.Organizations;
using Serverless.Platform.Cosmos;
using Serverless.Users;
using Serverless.Users.Pending;
using AtClerk = Local.Clerk.InvitationStatus;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Support;

/// <summary>Compares the whole store with everybody and everything at the simulator, and names each difference.</summary>
internal static class TruthAtClerk
{
    /// <summary>Of users, organizations, memberships and invitations.</summary>
    public static async Task<IReadOnlyList<string>> Differences(TestStack stack) =>
        [.. await OfUsers(stack), .. await OfOrganizations(stack), .. await OfMemberships(stack), .. await OfInvitations(stack)];

    private static async Task<IReadOnlyList<string>> OfUsers(TestStack stack)
    {
        var documents = new Dictionary<string, UserDocument>();
        foreach (var document in await All<UserDocument>(stack))
        {
            if (!documents.TryAdd(document.Subject, document))
            {
                return [$"{document.Subject} exists twice"];
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

        return [.. differences, .. documents.Values.Where(document => document is { IsDeleted: false, IsPending: false }).Select(document => $"{document.Subject} is kept")];
    }

    private static async Task<IReadOnlyList<string>> OfOrganizations(TestStack stack)
    {
        var documents = new Dictionary<string, OrganizationDocument>();
        foreach (var document in await All<OrganizationDocument>(stack))
        {
            if (!documents.TryAdd(document.Subject, document))
            {
                return [$"{document.Subject} exists twice"];
            }
        }

        var differences = new List<string>();
        foreach (var organization in stack.Emulators.Clerk.Directory.Organizations())
        {
            if (!documents.Remove(organization.Id, out var document))
            {
                differences.Add($"{organization.Id} is missing");
            }
            else if (document.IsDeleted
                || (document.Version, document.Profile!.Name, document.Profile.Slug, Text(document.Profile.PublicMetadata), document.Profile.CreatedAt)
                    != (organization.UpdatedAt, organization.Name, organization.Slug, organization.PublicMetadata, organization.CreatedAt))
            {
                differences.Add($"{organization.Id} differs: {document} instead of {organization}");
            }
        }

        return [.. differences, .. documents.Values.Where(document => !document.IsDeleted).Select(document => $"{document.Subject} is kept")];
    }

    private static async Task<IReadOnlyList<string>> OfMemberships(TestStack stack)
    {
        var documents = new Dictionary<(string, string), MembershipDocument>();
        foreach (var document in await All<MembershipDocument>(stack))
        {
            if (!documents.TryAdd((document.OrganizationSubject, document.UserSubject), document))
            {
                return [$"{document.OrganizationSubject}/{document.UserSubject} exists twice"];
            }
        }

        var differences = new List<string>();
        var directory = stack.Emulators.Clerk.Directory;
        foreach (var membership in directory.Organizations().SelectMany(organization => directory.Members(organization.Id)))
        {
            if (!documents.Remove((membership.OrganizationId, membership.UserId), out var document))
            {
                differences.Add($"{membership.Id} is missing");
            }
            else if ((document.Status, document.Membership, document.Version, document.Role, document.JoinedAt)
                != (MembershipStatus.Active, membership.Id, membership.UpdatedAt, membership.Role, membership.CreatedAt))
            {
                differences.Add($"{membership.Id} differs: {document} instead of {membership}");
            }
        }

        return [.. differences, .. documents.Values.Where(document => !document.HasEnded).Select(document => $"{document.Membership} is kept")];
    }

    /// <summary>Of those that are pending there or sent here; and whether somebody is expected by each, and nobody without one.</summary>
    private static async Task<IReadOnlyList<string>> OfInvitations(TestStack stack)
    {
        var (directory, now) = (stack.Emulators.Clerk.Directory, DateTimeOffset.UtcNow);
        var there = directory.Invitations().Where(each => each.StatusAt(now) == AtClerk.Pending).Select(each => each.Id)
            .Concat(directory.OrganizationInvitations().Where(each => each.StatusAt(now) == AtClerk.Pending).Select(each => each.Id))
            .ToHashSet();
        var open = (await All<InvitationDocument>(stack)).Where(invitation => !invitation.HasEnded).ToList();
        var sent = open.Where(invitation => invitation.Status == InvitationStatus.Sent).ToLookup(invitation => invitation.ClerkId!);
        var invitees = (await All<InviteeDocument>(stack)).ToDictionary(invitee => invitee.User);
        var pending = (await All<UserDocument>(stack)).Where(user => user.IsPending).ToDictionary(user => user.Id);
        return
        [
            .. there.Where(id => sent[id].Count() != 1).Select(id => $"{id} is pending there and sent {sent[id].Count()} times here"),
            .. sent.Where(same => !there.Contains(same.Key)).Select(same => $"{same.Key} is sent here and not pending there"),
            .. invitees.Values.SelectMany(invitee => invitee.Open).Except(open.Select(invitation => invitation.Open))
                .Select(entry => $"{entry} expects somebody and is not open"),
            .. open.Where(invitation => IsExpected(invitation) && !pending.ContainsKey(invitation.User))
                .Select(invitation => $"{invitation.Id} expects {invitation.User}, who is not pending"),
            .. pending.Values
                .Where(user => invitees.GetValueOrDefault(user.Id) is not { Open.Count: > 0 } held || held.Id != AddressKey.Of(user.Email!).Value)
                .Select(user => $"{user.Id} is pending, and no invitation expects them"),
        ];

        // Who has an account is expected by no address; those made at Clerk may invite them all the same.
        bool IsExpected(InvitationDocument invitation) =>
            invitation.Status == InvitationStatus.Sent
            && (!invitation.Foreign || invitees.GetValueOrDefault(invitation.User)?.Open.Contains(invitation.Open) == true);
    }

    private static async Task<IReadOnlyList<T>> All<T>(TestStack stack)
        where T : class
    {
        var all = new List<T>();
        await foreach (var stored in stack.App.Services.GetRequiredService<Documents<T>>().Query($"SELECT * FROM c", null, CancellationToken.None))
        {
            all.Add(stored.Value);
        }

        return all;
    }

    /// <summary>Metadata without any key are not kept.</summary>
    private static string Text(JsonElement? metadata) => metadata?.GetRawText() ?? "{}";

    private static UserDocument Expected(ClerkUser user, UserDocument document)
    {
        var fact = (UserSeen)((UserReading.Read)ClerkUserReader.Seen(JsonElement.Parse(user.Json.Span))).Fact;
        return ((UserDecision.Create)UserRules.Decide(null, fact, document.Id)).Document;
    }
}
