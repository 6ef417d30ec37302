using Serverless.Identity;

namespace Serverless.Users.Pending;

/// <summary>The room of invitations, as this one knows it.</summary>
public interface IInvitations
{
    /// <summary>Tells an invitation that the one whom it expects has come. It may be told so more than once.</summary>
    Task Found(OpenInvitation invitation, UserId user, ProviderSubject subject, CancellationToken cancellation);
}
