using System.Text.Json;
using Serverless.Identity;
using Serverless.Users;

namespace Serverless.Tests.Support;

/// <summary>Facts and ids of users, saying only what a test is about.</summary>
internal static class AUser
{
    public static readonly UserId Id = UserId.Parse("usr_01j00000000000000000000000");

    public static readonly ProviderSubject Subject = ASubject("user_2abc");

    public static ProviderSubject ASubject(string clerkId) =>
        ProviderSubject.TryClerk(clerkId, out var subject) ? subject : throw new ArgumentException(clerkId);

    public static readonly UserMet Met = new(Subject);

    public static UserSeen Seen(long version, string name = "Mara", FactSource source = FactSource.Webhook) =>
        new(Subject, source, version, new UserProfile
        {
            FirstName = name,
            Emails = [new EmailAddress("idn_1", $"{name}@Northwind.example", true)],
            PrimaryEmailId = "idn_1",
            PublicMetadata = JsonElement.Parse("""{"plan":"pro"}"""),
        });

    public static UserGone Gone(long? at = null, FactSource source = FactSource.Webhook) => new(Subject, source, at);

    public static readonly UserInvited Invited = new(ProviderSubject.Pending(Id), "mara@northwind.example");

    public static readonly UserWithdrawn Withdrawn = new(ProviderSubject.Pending(Id));

    /// <summary>The document that results from facts applied in this order, or null if there were none.</summary>
    public static UserDocument? After(IEnumerable<UserFact> facts) => facts.Aggregate((UserDocument?)null, (stored, fact) =>
        UserRules.Decide(stored, fact, Id) switch
        {
            UserDecision.Create create when stored is null => create.Document,
            UserDecision.Replace replace when stored is not null => replace.Document,
            UserDecision.Ignore when stored is not null => stored,
            var impossible => throw new InvalidOperationException($"{impossible} cannot follow {stored}."),
        });

    public static string Bytes(UserDocument? document) => JsonSerializer.Serialize(document, UserJson.Default.UserDocument!);
}
