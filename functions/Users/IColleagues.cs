using Serverless.Identity;
using Serverless.Identity.Access;

namespace Serverless.Users;

/// <summary>Who works with whom. Organizations know; users do not know organizations.</summary>
public interface IColleagues
{
    /// <summary>Whether somebody is a member of the caller's active organization, as the caller is.</summary>
    Task<bool> Include(Caller caller, UserId other, CancellationToken cancellation);
}
