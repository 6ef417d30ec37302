using Microsoft.Extensions.Logging;
using Serverless.Identity;
using Serverless.Platform.Cosmos;
using Serverless.Users;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>The one path by which what happened to an invitation, wherever it was learnt, becomes part of its document.</summary>
public sealed partial class InvitationSync(
    InvitationStore store, Invitees invitees, UserSync users, IdentityMap<OrganizationId> organizations, ClerkInvitations clerk,
    InvitationMetrics metrics, TimeProvider clock, ILogger<InvitationSync> logger)
{
    /// <param name="hasTurn">Whether whoever has the invitation's turn says so.</param>
    /// <returns>The invitation afterwards.</returns>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<InvitationDocument> Apply(
        InvitationDocument invitation, InvitationEvent happened, bool hasTurn, CancellationToken cancellation)
    {
        var stored = await store.Find(invitation.Scope, invitation.Id, cancellation);

        // Before the document says that it is over: after a crash in between, whoever comes again finds it open and ends it anew.
        if (happened.IsEnd && stored?.Value is { HasEnded: false, Email: { } address } open && Decide(open) is InvitationDecision.Replace)
        {
            await invitees.Close(address, open.Open, cancellation);
        }

        var (decision, before) = await ConditionalWrite.Apply(
            invitation.Id.Value,
            stored,
            Decide,
            async (decided, decidedUpon) =>
                decided is not InvitationDecision.Replace replace || await store.TryReplace(replace.Document, decidedUpon!.ETag, cancellation),
            () => store.Find(invitation.Scope, invitation.Id, cancellation));
        metrics.Decided(happened, decision);
        LogDecided(invitation.Id, InvitationMetrics.Name(happened), decision.GetType().Name);
        return decision is InvitationDecision.Replace { Document: var document } ? document : before ?? invitation;

        InvitationDecision Decide(InvitationDocument? held) =>
            held is null ? new InvitationDecision.Stale() : InvitationRules.Decide(held, happened, hasTurn, clock.GetUtcNow());
    }

    /// <summary>Applies what Clerk tells. One that was made there, and that we do not have, becomes ours.</summary>
    /// <returns>The invitation afterwards; null if it is none of ours.</returns>
    /// <inheritdoc cref="Apply(InvitationDocument, InvitationEvent, bool, CancellationToken)"/>
    public async Task<InvitationDocument?> Apply(InvitationSeen seen, CancellationToken cancellation)
    {
        var scope = seen.Organization is { } organization
            ? InvitationScope.Of((await organizations.GetOrCreate(organization, expectNew: false, cancellation)).Id, organization)
            : InvitationScope.Application;
        if (await Find(scope, seen, cancellation) is not { } held)
        {
            return seen.IsPending ? await Import(scope, seen, cancellation) : null;
        }

        if (held.ClerkId is not null && held.ClerkId != seen.ClerkId && seen.Status != "accepted")
        {
            // A second one at Clerk for the same invitation of ours; the first is the one that counts.
            return held;
        }

        var by = await Person(held, seen, cancellation);
        var isFoundLater = seen.Status == "accepted" && by is null && !held.HasEnded && held.ExpiresAt > clock.GetUtcNow();
        return isFoundLater || seen.Event(by) is not { } happened ? held : await Apply(held, happened, hasTurn: false, cancellation);
    }

    private async Task<InvitationDocument?> Find(InvitationScope scope, InvitationSeen seen, CancellationToken cancellation) =>
        (seen.Ours is { } ours ? await store.Find(scope, ours, cancellation) : null)?.Value
        ?? (await store.FindByClerkId(scope, seen.ClerkId, cancellation))?.Value;

    /// <summary>Who accepted; by who owns the address where Clerk does not say. Null if there is nobody yet.</summary>
    private async Task<UserId?> Person(InvitationDocument held, InvitationSeen seen, CancellationToken cancellation) =>
        seen.Status != "accepted" ? null
        : seen.By is { } subject ? (await users.IdOf(subject, new PersonHint(seen.Email, held.User), cancellation)).Id
        : held.HasEnded ? null
        : await clerk.FindOwner(seen.Email, cancellation) is { } owner ? await users.Meet(owner, cancellation)
        : null;

    /// <summary>What tells of it may be old: Clerk is asked whether it is still pending.</summary>
    private async Task<InvitationDocument?> Import(InvitationScope scope, InvitationSeen seen, CancellationToken cancellation)
    {
        if (await clerk.Find(scope.Organization, seen.ClerkId, cancellation) is not { IsPending: true } now)
        {
            return null;
        }

        var made = InvitationId.Of(now.ClerkId, now.MadeAt);
        var entry = new OpenInvitation(scope.Key, made.Value);
        if (await clerk.FindOwner(now.Email, cancellation) is { } owner)
        {
            return await Create(await users.Meet(owner, cancellation));
        }

        switch (await invitees.Open(now.Email, entry, cancellation))
        {
            case Opening.Opened { User: var user }:
                await invitees.Expect(user, now.Email, cancellation);
                return await Create(user);
            case Opening.Taken { By.Id: var by }
                when await store.Find(scope, InvitationId.Parse(by), cancellation) is { Value: { ClerkId: null } ours }:
                // Wanted by us, and made at Clerk by somebody else before we could.
                return await Apply(ours, new InvitationEvent.Sent(now.ClerkId, now.ExpiresAt), hasTurn: false, cancellation);
            default:
                LogNotImported(now.ClerkId);
                return null;
        }

        async Task<InvitationDocument> Create(UserId user)
        {
            var document = new InvitationDocument
            {
                Id = made,
                Scope = scope.Key,
                OrganizationSubject = scope.Organization?.Subject,
                Status = InvitationStatus.Sent,
                User = user,
                Email = now.Email,
                Role = now.Role,
                Foreign = true,
                ClerkId = now.ClerkId,
                CreatedAt = now.MadeAt,
                ExpiresAt = now.ExpiresAt,
            };
            await store.TryCreate(document, cancellation);
            return document;
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Invitation}, {Event}: {Decision}")]
    private partial void LogDecided(InvitationId invitation, string @event, string decision);

    [LoggerMessage(LogLevel.Information, "{ClerkId} of Clerk's is not taken over: its address has another invitation")]
    private partial void LogNotImported(string clerkId);
}
