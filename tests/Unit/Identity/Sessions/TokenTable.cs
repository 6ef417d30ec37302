using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using static Serverless.Identity.Sessions.TokenRefusal;

namespace Serverless.Tests.Unit.Identity.Sessions;

/// <summary>
/// Tokens that somebody could show to get in, and tokens that must not be turned away. All are seen at
/// <see cref="ASessionToken.Now"/> by a verifier that knows the one key of the instance.
/// </summary>
internal static class TokenTable
{
    private static readonly ASessionToken good = new();
    private static readonly string goodText = good.Signed();
    private static readonly string[] goodParts = goodText.Split('.');

    public static readonly Dictionary<string, (string Token, TokenRefusal Reason)> Refused = new()
    {
        // Algorithms
        ["alg none, no signature"] = (
            $"{ASessionToken.Part(A().WithHeader("alg", "none").Header())}.{goodParts[1]}.", NotAJwt),
        ["alg none, some signature"] = (A().WithHeader("alg", "none").Signed(), OtherAlgorithm),
        ["alg None"] = (A().WithHeader("alg", "None").Signed(), OtherAlgorithm),
        ["alg nOnE"] = (A().WithHeader("alg", "nOnE").Signed(), OtherAlgorithm),
        ["alg HS256, the public key as PEM its secret"] = (
            A().WithHeader("alg", "HS256").SignedBy(content => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ASessionToken.PublicPem), content)),
            OtherAlgorithm),
        ["alg HS256, the public key as DER its secret"] = (
            A().WithHeader("alg", "HS256").SignedBy(content => HMACSHA256.HashData(ASessionToken.Key.ExportSubjectPublicKeyInfo(), content)),
            OtherAlgorithm),
        ["alg RS256, signed as HS256 with the public key"] = (
            A().SignedBy(content => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ASessionToken.PublicPem), content)), BadSignature),
        ["alg RS384"] = (Rsa("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1), OtherAlgorithm),
        ["alg RS512"] = (Rsa("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1), OtherAlgorithm),
        ["alg PS256"] = (Rsa("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss), OtherAlgorithm),
        ["alg RS256, signed as PS256"] = (Rsa("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss), BadSignature),
        ["alg RS256, signed as RS512"] = (Rsa("RS256", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1), BadSignature),
        ["alg RS256, signed over SHA-1"] = (Rsa("RS256", HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1), BadSignature),
        ["alg ES256"] = (Es256(), OtherAlgorithm),
        ["alg in lower case"] = (A().WithHeader("alg", "rs256").Signed(), OtherAlgorithm),
        ["alg missing"] = (A().WithoutHeader("alg").Signed(), OtherAlgorithm),
        ["alg a list"] = (A().WithHeader("alg", new JsonArray("RS256")).Signed(), OtherAlgorithm),

        // Signatures
        ["signed with the key of another instance"] = (A().Signed(ASessionToken.OtherKey), BadSignature),
        ["signature of another token"] = (
            $"{goodParts[0]}.{goodParts[1]}.{A().With("jti", "another").Signed().Split('.')[2]}", BadSignature),
        ["payload of another token"] = (
            $"{goodParts[0]}.{A().With("sub", "user_another").Signed().Split('.')[1]}.{goodParts[2]}", BadSignature),
        ["header of another token"] = (
            $"{ASessionToken.Part(A().WithHeader("oiat", 1).Header())}.{goodParts[1]}.{goodParts[2]}", BadSignature),
        ["signature with a flipped bit"] = (WithSignature(bytes => bytes[100] ^= 1), BadSignature),
        ["signature of zeros"] = (WithSignature(Array.Clear), BadSignature),
        ["signature of ones"] = (WithSignature(bytes => Array.Fill(bytes, (byte)0xff)), BadSignature),
        ["signature cut short"] = ($"{goodParts[0]}.{goodParts[1]}.{goodParts[2][..^6]}", BadSignature),
        ["signature of one byte"] = ($"{goodParts[0]}.{goodParts[1]}.AA", BadSignature),
        ["signature with a byte more"] = (
            $"{goodParts[0]}.{goodParts[1]}.{ASessionToken.Part([0, .. SignatureBytes()])}", BadSignature),
        ["signature twice as long"] = (
            $"{goodParts[0]}.{goodParts[1]}.{ASessionToken.Part([.. SignatureBytes(), .. SignatureBytes()])}", BadSignature),
        ["signature of 2 KB"] = ($"{goodParts[0]}.{goodParts[1]}.{ASessionToken.Part(new byte[2048])}", BadSignature),
        ["claims wrong and signature wrong"] = (A().Without("sub", "exp").Signed(ASessionToken.OtherKey), BadSignature),
        ["payload no JSON and signature wrong"] = (ASessionToken.Sign(good.Header(), "{", ASessionToken.OtherKey), BadSignature),

        // Other keys, brought along
        ["header with jwk"] = (A().WithHeader("jwk", ASessionToken.Jwk("k", ASessionToken.OtherKey)).Signed(ASessionToken.OtherKey), EmbeddedKey),
        ["header with the right jwk"] = (A().WithHeader("jwk", ASessionToken.Jwk("k", ASessionToken.Key)).Signed(), EmbeddedKey),
        ["header with jku"] = (A().WithHeader("jku", "https://attacker.example/jwks.json").Signed(), EmbeddedKey),
        ["header with x5u"] = (A().WithHeader("x5u", "https://attacker.example/cert.pem").Signed(), EmbeddedKey),
        ["header with x5c"] = (A().WithHeader("x5c", new JsonArray("MIIB")).Signed(), EmbeddedKey),
        ["header with jwk null"] = (A().WithHeader("jwk", null).Signed(), EmbeddedKey),
        ["header with crit"] = (A().WithHeader("crit", new JsonArray("exp")).Signed(), CriticalHeader),
        ["header with crit empty"] = (A().WithHeader("crit", new JsonArray()).Signed(), CriticalHeader),
        ["header with crit of b64"] = (A().WithHeader("crit", new JsonArray("b64")).WithHeader("b64", false).Signed(), CriticalHeader),
        ["kid a number"] = (A().WithHeader("kid", 1).Signed(), BadKeyId),
        ["kid null"] = (A().WithHeader("kid", null).Signed(), BadKeyId),
        ["kid empty"] = (A().WithHeader("kid", "").Signed(), BadKeyId),
        ["kid of 129 characters"] = (A().WithHeader("kid", new string('k', 129)).Signed(), BadKeyId),

        // Other kinds of token, good in themselves
        ["OAuth access token"] = (A().WithHeader("typ", "at+jwt").Without("sid").With("client_id", "c").Signed(), OAuthToken),
        ["OAuth access token, long type"] = (A().WithHeader("typ", "application/at+jwt").Signed(), OAuthToken),
        ["OAuth access token, upper case"] = (A().WithHeader("typ", "AT+JWT").Signed(), OAuthToken),
        ["typ of something else"] = (A().WithHeader("typ", "JOSE").Signed(), OtherType),
        ["typ in lower case"] = (A().WithHeader("typ", "jwt").Signed(), OtherType),
        ["typ a number"] = (A().WithHeader("typ", 1).Signed(), OtherType),
        ["typ null"] = (A().WithHeader("typ", null).Signed(), OtherType),
        ["machine token"] = (
            A().WithHeader("cat", "cl_B7d4PD333AAA").With("sub", "mch_2qB4").Without("sid", "azp").Signed(), MachineToken),
        ["machine token without category"] = (A().WithoutHeader("cat").With("sub", "mch_2qB4").Without("sid").Signed(), MachineToken),
        ["machine token in the category of sessions"] = (A().With("sub", "mch_2qB4").Signed(), MachineToken),
        ["template token"] = (A().WithHeader("cat", "cl_B7d4PD222AAA").Without("sid", "v", "sts").Signed(), TemplateToken),
        ["template token with a session of its own making"] = (A().WithHeader("cat", "cl_B7d4PD222AAA").Signed(), TemplateToken),
        ["template token without category"] = (A().WithoutHeader("cat").Without("sid", "v", "sts").Signed(), NoSession),
        ["category to be ignored"] = (A().WithHeader("cat", "cl_I7d4PD111III").Signed(), OtherCategory),
        ["category unknown"] = (A().WithHeader("cat", "cl_B7d4PD444AAA").Signed(), OtherCategory),
        ["category a number"] = (A().WithHeader("cat", 1).Signed(), OtherCategory),
        ["category null"] = (A().WithHeader("cat", null).Signed(), OtherCategory),
        ["API key"] = ("ak_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", ApiKey),
        ["opaque machine token"] = ("mt_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", MachineToken),
        ["opaque OAuth token"] = ("oat_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", OAuthToken),

        // Who, for whom, by whom
        ["issuer of another instance"] = (A().With("iss", "https://clerk.attacker.example").Signed(), OtherIssuer),
        ["issuer with a slash behind"] = (A().With("iss", ASessionToken.Issuer + "/").Signed(), OtherIssuer),
        ["issuer in upper case"] = (A().With("iss", ASessionToken.Issuer.ToUpperInvariant()).Signed(), OtherIssuer),
        ["issuer that begins like ours"] = (A().With("iss", ASessionToken.Issuer + ".attacker.example").Signed(), OtherIssuer),
        ["issuer missing"] = (A().Without("iss").Signed(), OtherIssuer),
        ["issuer a list with ours"] = (A().With("iss", new JsonArray(ASessionToken.Issuer)).Signed(), OtherIssuer),
        ["party not configured"] = (A().With("azp", "https://attacker.example").Signed(), OtherParty),
        ["party with a path"] = (A().With("azp", ASessionToken.Party + "/").Signed(), OtherParty),
        ["party of another port"] = (A().With("azp", ASessionToken.Party + ":444").Signed(), OtherParty),
        ["party missing"] = (A().Without("azp").Signed(), NoParty),
        ["party null"] = (A().With("azp", null).Signed(), OtherParty),
        ["party empty"] = (A().With("azp", "").Signed(), OtherParty),
        ["party a number"] = (A().With("azp", 1).Signed(), OtherParty),
        ["party a list with ours"] = (A().With("azp", new JsonArray(ASessionToken.Party)).Signed(), OtherParty),
        ["subject missing"] = (A().Without("sub").Signed(), BadSubject),
        ["subject null"] = (A().With("sub", null).Signed(), BadSubject),
        ["subject a number"] = (A().With("sub", 1).Signed(), BadSubject),
        ["subject an organization"] = (A().With("sub", "org_2qD1").Signed(), BadSubject),
        ["subject of another shape"] = (A().With("sub", "2qB4nZ8xYt6WcVr0KsJ5mLpHgFd").Signed(), BadSubject),
        ["subject a prefix only"] = (A().With("sub", "user_").Signed(), BadSubject),
        ["subject that leads elsewhere"] = (A().With("sub", "user_/../../organizations").Signed(), BadSubject),
        ["subject with a zero byte"] = (A().With("sub", "user_a\0b").Signed(), BadSubject),
        ["subject in another alphabet"] = (A().With("sub", "user_аb").Signed(), BadSubject),
        ["subject of 256 characters"] = (A().With("sub", "user_" + new string('x', 251)).Signed(), BadSubject),
        ["session missing"] = (A().Without("sid").Signed(), NoSession),
        ["session a number"] = (A().With("sid", 1).Signed(), NoSession),
        ["session of another shape"] = (A().With("sid", "client_2qG1").Signed(), NoSession),
        ["session a prefix only"] = (A().With("sid", "sess_").Signed(), NoSession),
        ["actor without a subject"] = (A().With("act", new JsonObject { ["iss"] = "https://dashboard.clerk.com" }).Signed(), BadActor),
        ["actor a text"] = (A().With("act", "user_2staff").Signed(), BadActor),
        ["actor whose subject is a list"] = (A().With("act", new JsonObject { ["sub"] = new JsonArray("user_2staff") }).Signed(), BadActor),

        // When
        ["expired 6 seconds ago"] = (A().With("exp", ASessionToken.Seconds(-6)).Signed(), Expired),
        ["expired 5 seconds ago"] = (A().With("exp", ASessionToken.Seconds(-5)).Signed(), Expired),
        ["expired a year ago"] = (A().With("exp", ASessionToken.Seconds(-31_536_000)).Signed(), Expired),
        ["not before 6 seconds from now"] = (A().With("nbf", ASessionToken.Seconds(6)).Signed(), NotYetValid),
        ["issued 6 seconds from now"] = (A().With("iat", ASessionToken.Seconds(6)).Signed(), IssuedInFuture),
        ["exp missing"] = (A().Without("exp").Signed(), BadTime),
        ["exp a text"] = (A().With("exp", $"{ASessionToken.Seconds(50)}").Signed(), BadTime),
        ["exp null"] = (A().With("exp", null).Signed(), BadTime),
        ["exp a list"] = (A().With("exp", new JsonArray(ASessionToken.Seconds(50))).Signed(), BadTime),
        ["exp 1e400"] = (Written("exp", "1e400"), BadTime),
        ["exp NaN"] = (Written("exp", "NaN"), NotJson),
        ["exp Infinity"] = (Written("exp", "Infinity"), NotJson),
        ["exp negative"] = (Written("exp", "-1"), BadTime),
        ["exp zero"] = (Written("exp", "0"), BadTime),
        ["exp with a leading zero"] = (Written("exp", $"0{ASessionToken.Seconds(50)}"), NotJson),
        ["exp in milliseconds"] = (A().With("exp", ASessionToken.Seconds(50) * 1000).Signed(), BadTime),
        ["iat missing"] = (A().Without("iat").Signed(), BadTime),
        ["iat a text"] = (A().With("iat", $"{ASessionToken.Seconds(-10)}").Signed(), BadTime),
        ["nbf a text"] = (A().With("nbf", $"{ASessionToken.Seconds(-10)}").Signed(), BadTime),
        ["nbf null"] = (A().With("nbf", null).Signed(), BadTime),

        // State and version
        ["session pending"] = (A().With("sts", "pending").Signed(), Pending),
        ["session pending, version 1"] = (A().Version1().With("sts", "pending").Signed(), Pending),
        ["session status unknown"] = (A().With("sts", "revoked").Signed(), OtherStatus),
        ["session status in upper case"] = (A().With("sts", "Active").Signed(), OtherStatus),
        ["session status null"] = (A().With("sts", null).Signed(), OtherStatus),
        ["session status a number"] = (A().With("sts", 1).Signed(), OtherStatus),
        ["version 3"] = (A().With("v", 3).Signed(), UnknownVersion),
        ["version 1, written out"] = (A().With("v", 1).Signed(), UnknownVersion),
        ["version 2 as a text"] = (A().With("v", "2").Signed(), UnknownVersion),
        ["version 2.5"] = (A().With("v", 2.5).Signed(), UnknownVersion),
        ["version null"] = (A().With("v", null).Signed(), UnknownVersion),

        // Organizations
        ["organization without id"] = (A().With("o", new JsonObject { ["rol"] = "admin" }).Signed(), BadOrganization),
        ["organization without role"] = (A().InOrganization(role: null).Signed(), BadOrganization),
        ["organization with an empty role"] = (A().InOrganization(role: "").Signed(), BadOrganization),
        ["organization whose role is a prefix"] = (A().InOrganization(role: "org:").Signed(), BadOrganization),
        ["organization whose role is a list"] = (
            A().With("o", new JsonObject { ["id"] = "org_2qD1", ["rol"] = new JsonArray("admin") }).Signed(), BadOrganization),
        ["organization whose id is a user's"] = (A().InOrganization("user_2qD1").Signed(), BadOrganization),
        ["organization whose id leads elsewhere"] = (A().InOrganization("org_../x").Signed(), BadOrganization),
        ["organization a text"] = (A().With("o", "org_2qD1").Signed(), BadOrganization),
        ["organization a list"] = (A().With("o", new JsonArray()).Signed(), BadOrganization),
        ["organization whose slug is a number"] = (
            A().With("o", new JsonObject { ["id"] = "org_2qD1", ["rol"] = "admin", ["slg"] = 1 }).Signed(), BadOrganization),
        ["organization without role, version 1"] = (A().Version1("org_2qD1").Without("org_role").Signed(), BadOrganization),
        ["organization without id, version 1"] = (A().Version1("org_2qD1").Without("org_id").Signed(), BadOrganization),
        ["two organizations"] = (A().InOrganization().With("org_id", "org_2other").Signed(), ContradictoryOrganization),
        ["two roles"] = (A().InOrganization(role: "member").With("org_id", "org_2qD1").With("org_role", "org:admin").Signed(), ContradictoryOrganization),
        ["two slugs"] = (A().InOrganization().With("org_slug", "other").Signed(), ContradictoryOrganization),
        ["organization of version 1 in version 2"] = (
            A().With("org_id", "org_2qD1").With("org_role", "org:admin").Signed(), ContradictoryOrganization),
        ["organization of version 2 in version 1"] = (A().Version1().InOrganization().Signed(), ContradictoryOrganization),
        ["two organizations, version 1"] = (A().Version1("org_2qD1").InOrganization("org_2other").Signed(), ContradictoryOrganization),

        // Shape
        ["two parts"] = ($"{goodParts[0]}.{goodParts[1]}", NotAJwt),
        ["one part"] = (goodParts[0], NotAJwt),
        ["signature empty"] = ($"{goodParts[0]}.{goodParts[1]}.", NotAJwt),
        ["four parts"] = ($"{goodText}.{goodParts[2]}", NotAJwt),
        ["five parts, as if encrypted"] = ($"{goodText}.{goodParts[2]}.{goodParts[2]}", NotAJwt),
        ["header empty"] = ($".{goodParts[1]}.{goodParts[2]}", NotAJwt),
        ["payload empty"] = (ASessionToken.SignText($"{goodParts[0]}."), NotAJwt),
        ["dots only"] = ("..", NotAJwt),
        ["dot in front"] = ("." + goodText, NotAJwt),
        ["9 KB"] = (A().With("padding", new string('x', 7 * 1024)).Signed(), TooLong),
        ["signature padded"] = (goodText + "==", NotBase64Url),
        ["payload padded"] = (ASessionToken.SignText($"{goodParts[0]}.{ASessionToken.Part(Unaligned())}="), NotBase64Url),
        ["payload in the alphabet of base64"] = (
            ASessionToken.SignText($"{goodParts[0]}.{Convert.ToBase64String(Encoding.UTF8.GetBytes(Question()))}"), NotBase64Url),
        ["payload of an impossible length"] = (ASessionToken.SignText($"{goodParts[0]}.{ASessionToken.Part("{} ")}A"), NotBase64Url),
        ["signature with bits left over"] = (LastCharacterRaised(goodText), NotBase64Url),
        ["payload with bits left over"] = (
            ASessionToken.SignText(LastCharacterRaised($"{goodParts[0]}.{ASessionToken.Part(Unaligned())}")), NotBase64Url),
        ["zero byte within"] = (goodText.Insert(20, "\0"), NotBase64Url),
        ["letter of another alphabet within"] = (goodText.Insert(20, "é"), NotBase64Url),
        ["space within"] = (goodText.Insert(20, " "), NotOneToken),
        ["line break within"] = (goodText.Insert(20, "\n"), NotOneToken),
        ["line break behind"] = (goodText + "\n", NotOneToken),
        ["space behind"] = (goodText + " ", NotOneToken),

        // JSON
        ["header no JSON"] = (ASessionToken.Sign("RS256", good.Claims()), NotJson),
        ["header a list"] = (ASessionToken.Sign("[]", good.Claims()), NotJson),
        ["header nested 500 deep"] = (ASessionToken.Sign(Deep(500, "\"alg\":\"RS256\""), good.Claims()), NotJson),
        ["header with two alg"] = (ASessionToken.Sign("""{"alg":"none","alg":"RS256","typ":"JWT"}""", good.Claims()), NotJson),
        ["payload a list"] = (ASessionToken.Sign(good.Header(), $"[{good.Claims()}]"), NotJson),
        ["payload a text"] = (ASessionToken.Sign(good.Header(), "\"user_2qB4\""), NotJson),
        ["payload null"] = (ASessionToken.Sign(good.Header(), "null"), NotJson),
        ["payload an empty object"] = (ASessionToken.Sign(good.Header(), "{}"), BadSubject),
        ["payload cut short"] = (ASessionToken.Sign(good.Header(), good.Claims()[..^1]), NotJson),
        ["payload with something behind"] = (ASessionToken.Sign(good.Header(), good.Claims() + "{}"), NotJson),
        ["payload with a zero byte behind"] = (ASessionToken.Sign(good.Header(), good.Claims() + "\0"), NotJson),
        ["payload with a comma too many"] = (ASessionToken.Sign(good.Header(), good.Claims()[..^1] + ",}"), NotJson),
        ["payload with a comment"] = (ASessionToken.Sign(good.Header(), good.Claims()[..^1] + "/**/}"), NotJson),
        ["payload with a byte order mark"] = (ASessionToken.Sign(good.Header(), "\uFEFF" + good.Claims()), NotJson),
        ["payload in UTF-16"] = (ASessionToken.Sign(good.Header(), Encoding.Unicode.GetBytes(good.Claims())), NotJson),
        ["payload not UTF-8"] = (
            ASessionToken.Sign(good.Header(), [.. Encoding.UTF8.GetBytes(good.Claims()[..^1] + ",\"name\":\""), 0xc3, 0x28, .. "\"}"u8]),
            NotJson),
        ["payload with half a character"] = (Written("name", "\"\\ud83d\""), NotJson),
        ["payload with halves of a character in the wrong order"] = (Written("name", "\"\\ude00\\ud83d\""), NotJson),
        ["payload with half a character in a name"] = (
            ASessionToken.Sign(good.Header(), good.Claims()[..^1] + ",\"\\udc00\":1}"), NotJson),
        ["payload nested 65 deep"] = (Written("deep", Deep(64)), NotJson),
        ["two subjects"] = (ASessionToken.Sign(good.Header(), good.Claims()[..^1] + ",\"sub\":\"user_2other\"}"), NotJson),
        ["two subjects, one escaped"] = (
            ASessionToken.Sign(good.Header(), good.Claims()[..^1] + ",\"\\u0073ub\":\"user_2other\"}"), NotJson),
        ["two expiries"] = (
            ASessionToken.Sign(good.Header(), good.Claims()[..^1] + $",\"exp\":{ASessionToken.Seconds(9000)}}}"), NotJson),
        ["two roles in the organization"] = (Written("o", """{"id":"org_2qD1","rol":"member","rol":"admin"}"""), NotJson),
    };

    public static readonly IReadOnlyDictionary<string, string> Accepted = new Dictionary<string, string>
    {
        ["version 2"] = goodText,
        ["version 1"] = A().Version1().Signed(),
        ["version 2, in an organization"] = A().InOrganization(features: "o:dashboard,o:teams", actions: "manage,read", masks: "3,2").Signed(),
        ["version 1, in an organization"] = A().Version1("org_2qD1", "org:admin", "org:dashboard:read").Signed(),
        ["both versions that say the same"] = A().InOrganization().With("org_id", "org_2qD1").With("org_role", "org:admin").Signed(),
        ["organization null"] = A().With("o", null).With("org_id", null).Signed(),
        ["no category, no type"] = A().WithoutHeader("cat").WithoutHeader("typ").Signed(),
        ["no key id, where there is one key"] = A().WithoutHeader("kid").Signed(),
        ["another key id, where there is one key"] = A().WithHeader("kid", "ins_renamed").Signed(),
        ["header with what need not be understood"] = A().WithHeader("oiat", 1_767_270_700).WithHeader("x5t", "c2hh").Signed(),
        ["second of the parties"] = A().With("azp", ASessionToken.OtherParty).Signed(),
        ["expired 4 seconds ago"] = A().With("exp", ASessionToken.Seconds(-4)).Signed(),
        ["not before 5 seconds from now"] = A().With("nbf", ASessionToken.Seconds(5)).Signed(),
        ["issued 5 seconds from now"] = A().With("iat", ASessionToken.Seconds(5)).Signed(),
        ["no nbf"] = A().Without("nbf").Signed(),
        ["times with fractions"] = Written("exp", $"{ASessionToken.Seconds(50)}.75"),
        ["time with an exponent"] = Written("exp", "1.9e9"),
        ["valid for a day"] = A().With("exp", ASessionToken.Seconds(86_400)).Signed(),
        ["no status"] = A().Without("sts").Signed(),
        ["an audience"] = A().With("aud", "https://api.northwind.example").Signed(),
        ["acted for"] = A().With("act", new JsonObject { ["iss"] = "https://dashboard.clerk.com", ["sub"] = "user_2staff" }).Signed(),
        ["actor null"] = A().With("act", null).Signed(),
        ["claims of the instance's own"] = A().WithJson("metadata", """{"role":"admin","tags":["é","👩‍🚀"],"more":{"a":1}}""").Signed(),
        ["claim with escapes"] = Written("name", "\"\\ud83d\\ude00\\u00e9\\\\u\\\"\""),
        ["claim name with escapes"] = ASessionToken.Sign(good.Header(), good.Claims().Replace("\"sub\"", "\"\\u0073ub\"", StringComparison.Ordinal)),
        ["payload with white space"] = ASessionToken.Sign(good.Header(), $" \n{good.Claims()}\t "),
        ["7 KB"] = A().With("padding", new string('x', 5 * 1024)).Signed(),
    };

    private static ASessionToken A() => new();

    /// <summary>The good claims with one that is written as it stands.</summary>
    private static string Written(string claim, string json)
    {
        var rest = A().Without(claim).Claims();
        return ASessionToken.Sign(good.Header(), $"{rest[..^1]},\"{claim}\":{json}}}");
    }

    private static string Rsa(string name, HashAlgorithmName hash, RSASignaturePadding padding) =>
        A().WithHeader("alg", name).SignedBy(content => ASessionToken.Key.SignData(content, hash, padding));

    private static string Es256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return A().WithHeader("alg", "ES256").SignedBy(content => key.SignData(content, HashAlgorithmName.SHA256));
    }

    private static byte[] SignatureBytes() => System.Buffers.Text.Base64Url.DecodeFromChars(goodParts[2]);

    private static string WithSignature(Action<byte[]> change)
    {
        var bytes = SignatureBytes();
        change(bytes);
        return $"{goodParts[0]}.{goodParts[1]}.{ASessionToken.Part(bytes)}";
    }

    /// <summary>Good claims whose base64url would take one character of padding: two bits of its last character are not used.</summary>
    private static string Unaligned()
    {
        var claims = good.Claims();
        return claims + new string(' ', ((2 - (claims.Length % 3)) + 3) % 3);
    }

    /// <summary>Good claims in whose base64 a slash occurs, whatever comes before.</summary>
    private static string Question() => A().With("q", "????????").Claims();

    /// <summary>Another spelling of the same bytes: the bits that are not used are set.</summary>
    private static string LastCharacterRaised(string text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return text[..^1] + alphabet[alphabet.IndexOf(text[^1], StringComparison.Ordinal) + 1];
    }

    private static string Deep(int levels, string innermost = "") =>
        string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + $"{{{innermost}}}" + new string('}', levels - 1);
}
