using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Platform.Clerk;

namespace Serverless.Organizations;

/// <summary>
/// The member that a session token says its caller is. Whom our own copy knows to have left is not one, although the token is still
/// valid. Of whom it has never heard Clerk is asked, so that nobody is answered "not there yet" a second after joining.
/// </summary>
public sealed class OrganizationLookup(
    IdentityMap<OrganizationId> ids, MembershipStore memberships, MemberDirectory members, OrganizationSync sync, ClerkApi clerk,
    TimeProvider clock)
{
    /// <summary>Somebody waits for the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null if the caller is no member.</summary>
    /// <exception cref="ClerkException">Our copy does not know, and Clerk did not say, or not in time.</exception>
    public async Task<Member?> Find(Caller caller, ActiveOrganization active, CancellationToken cancellation) =>
        (await FindWithOrganization(caller, active, cancellation))?.Member;

    /// <inheritdoc cref="Find"/>
    public async Task<(Member Member, OrganizationDocument Organization)?> FindWithOrganization(
        Caller caller, ActiveOrganization active, CancellationToken cancellation)
    {
        var subject = ProviderSubject.Clerk(active.Id);
        var organization = await ids.Find(subject, cancellation);
        if (organization is not null && await members.Find(caller, organization, cancellation) is var (member, document))
        {
            return (member, document.Value);
        }

        var hasLeft = organization is not null && await memberships.Find(organization, caller.Id, cancellation) is { Value.HasEnded: true };
        if (hasLeft || !await Learn(caller, subject, cancellation))
        {
            return null;
        }

        organization = await ids.Find(subject, cancellation);
        return organization is not null && await members.Find(caller, organization, cancellation) is var (learnt, learntOf)
            ? (learnt, learntOf.Value)
            : null;
    }

    /// <summary>Applies what Clerk says of the two.</summary>
    /// <returns>Whether there is such a membership.</returns>
    private async Task<bool> Learn(Caller caller, ProviderSubject organization, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var query = new ClerkMembershipQuery { UserIds = [caller.Session.Subject.Subject], Limit = 1 };
            using var listed = await clerk.ListOrganizationMemberships(organization.Subject, query, either.Token);
            if (listed.Items is not [var membership]
                || ClerkOrganizationReader.Membership(membership) is not OrganizationReading.OfMembership { Fact: var joined }
                || joined.User != caller.Session.Subject
                || joined.Organization != organization
                || await clerk.FindOrganization(organization.Subject, either.Token) is not { } found
                || ClerkOrganizationReader.Organization(found) is not OrganizationReading.OfOrganization { Fact: var seen })
            {
                return false;
            }

            await sync.Apply(seen, expectNew: false, cancellation);
            await sync.Apply(joined, expectNew: false, cancellation);
            return true;
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ClerkException(status: null, ClerkCodes.TimedOut, late);
        }
        catch (ClerkException refused) when (refused is { Status: 404, Code: ClerkCodes.ResourceNotFound })
        {
            // There is no such organization any more, so it has no members.
            return false;
        }
    }
}
