namespace Serverless.Tests.Peers;

/// <summary>
/// Session tokens that Clerk's verifyToken accepts and we refuse, and why. There is none of which the opposite is true.
/// </summary>
internal static class SessionTokenDifferences
{
    private const string Keys = "verifyToken looks at none of these members, takes no key from a token either, and RFC 7515 has crit refused.";
    private const string KeyId = "verifyToken does not look at the key id when it has a key; here its form is checked first.";
    private const string Kind = "verifyToken takes what the instance signed, templates included; authenticateRequest tells kinds apart.";
    private const string Issuer = "verifyToken knows no issuer; here the same key behind another address is another instance.";
    private const string Ids = "verifyToken takes any text as subject; here it must be a user's id, as it becomes an id of documents.";
    private const string Session = "verifyToken takes tokens without a session.";
    private const string Actor = "verifyToken hands act on as it is; here somebody unknown does not act for anybody.";
    private const string Time = "verifyToken takes any number, and no iat at all, which no token of Clerk's is without.";
    private const string Status = "verifyToken leaves sts to authenticateRequest, which takes pending for signed out.";
    private const string Version = "verifyToken reads every other version as version 1.";
    private const string Organization = "verifyToken hands the organization on as it is; here it must be possible to rely on it.";
    private const string Length = "verifyToken has no limit.";
    private const string Spelling = "verifyToken takes padding and counts on the signature; here one token has one spelling.";
    private const string Text = "JavaScript mends text that is not Unicode and skips a byte order mark; here it is no text.";
    private const string Depth = "JavaScript nests deeper.";
    private const string Twice = "JavaScript takes the last of two members of one name, others the first; here there may be only one.";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["header with the right jwk"] = Keys,
        ["header with jku"] = Keys,
        ["header with x5u"] = Keys,
        ["header with x5c"] = Keys,
        ["header with jwk null"] = Keys,
        ["header with crit"] = Keys,
        ["header with crit empty"] = Keys,
        ["header with crit of b64"] = Keys,

        ["kid a number"] = KeyId,
        ["kid null"] = KeyId,
        ["kid empty"] = KeyId,
        ["kid of 129 characters"] = KeyId,

        ["machine token without category"] = Kind,
        ["machine token in the category of sessions"] = Kind,
        ["template token"] = Kind,
        ["template token with a session of its own making"] = Kind,
        ["template token without category"] = Kind,
        ["category to be ignored"] = Kind,
        ["category unknown"] = Kind,
        ["category a number"] = Kind,
        ["category null"] = Kind,

        ["issuer of another instance"] = Issuer,
        ["issuer with a slash behind"] = Issuer,
        ["issuer in upper case"] = Issuer,
        ["issuer that begins like ours"] = Issuer,
        ["issuer missing"] = Issuer,
        ["issuer a list with ours"] = Issuer,

        ["subject an organization"] = Ids,
        ["subject of another shape"] = Ids,
        ["subject a prefix only"] = Ids,
        ["subject that leads elsewhere"] = Ids,
        ["subject with a zero byte"] = Ids,
        ["subject in another alphabet"] = Ids,
        ["subject of 256 characters"] = Ids,

        ["session missing"] = Session,
        ["session a number"] = Session,
        ["session of another shape"] = Session,
        ["session a prefix only"] = Session,

        ["actor without a subject"] = Actor,
        ["actor a text"] = Actor,
        ["actor whose subject is a list"] = Actor,

        ["exp 1e400"] = Time,
        ["exp in milliseconds"] = Time,
        ["iat missing"] = Time,

        ["session pending"] = Status,
        ["session pending, version 1"] = Status,
        ["session status unknown"] = Status,
        ["session status in upper case"] = Status,
        ["session status null"] = Status,
        ["session status a number"] = Status,

        ["version 3"] = Version,
        ["version 1, written out"] = Version,
        ["version 2 as a text"] = Version,
        ["version 2.5"] = Version,
        ["version null"] = Version,

        ["organization without id"] = Organization,
        ["organization without role"] = Organization,
        ["organization with an empty role"] = Organization,
        ["organization whose role is a prefix"] = Organization,
        ["organization whose role is a list"] = Organization,
        ["organization whose id is a user's"] = Organization,
        ["organization whose id leads elsewhere"] = Organization,
        ["organization a text"] = Organization,
        ["organization a list"] = Organization,
        ["organization whose slug is a number"] = Organization,
        ["organization without role, version 1"] = Organization,
        ["organization without id, version 1"] = Organization,
        ["two organizations"] = Organization,
        ["two roles"] = Organization,
        ["two slugs"] = Organization,
        ["organization of version 1 in version 2"] = Organization,
        ["organization of version 2 in version 1"] = Organization,
        ["two organizations, version 1"] = Organization,

        ["9 KB"] = Length,

        ["signature padded"] = Spelling,
        ["payload padded"] = Spelling,

        ["payload with a byte order mark"] = Text,
        ["payload not UTF-8"] = Text,
        ["payload with half a character"] = Text,
        ["payload with halves of a character in the wrong order"] = Text,
        ["payload with half a character in a name"] = Text,

        ["payload nested 65 deep"] = Depth,

        ["header with two alg"] = Twice,
        ["two subjects"] = Twice,
        ["two subjects, one escaped"] = Twice,
        ["two expiries"] = Twice,
        ["two roles in the organization"] = Twice,
    };
}
