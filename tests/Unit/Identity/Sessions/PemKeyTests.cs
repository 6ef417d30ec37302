using System.Security.Cryptography;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class PemKeyTests
{
    private static readonly Dictionary<string, Func<string, string>> spellings = new()
    {
        ["as it is"] = pem => pem,
        ["with a line break behind"] = pem => pem + "\n",
        ["with line breaks of Windows"] = pem => pem.ReplaceLineEndings("\r\n"),
        ["with escaped line breaks"] = pem => pem.ReplaceLineEndings("\\n"),
        ["with escaped line breaks of Windows"] = pem => pem.ReplaceLineEndings("\\r\\n"),
        ["without line breaks"] = pem => pem.ReplaceLineEndings(""),
        ["with spaces for line breaks"] = pem => pem.ReplaceLineEndings(" "),
    };

    private static readonly Dictionary<string, Func<string>> others = new()
    {
        ["private"] = ASessionToken.Key.ExportPkcs8PrivateKeyPem,
        ["in the older format"] = ASessionToken.Key.ExportRSAPublicKeyPem,
        ["of 1,024 bits"] = () =>
        {
            using var small = RSA.Create(1024);
            return small.ExportSubjectPublicKeyInfoPem();
        },
        ["on a curve"] = () =>
        {
            using var curve = ECDsa.Create();
            return curve.ExportSubjectPublicKeyInfoPem();
        },
        ["twice"] = () => ASessionToken.PublicPem + "\n" + ASessionToken.PublicPem,
        ["with something behind it"] = () =>
            $"-----BEGIN PUBLIC KEY-----{Convert.ToBase64String([.. ASessionToken.Key.ExportSubjectPublicKeyInfo(), 0])}-----END PUBLIC KEY-----",
    };

    public static TheoryData<string> Spellings => [.. spellings.Keys];

    public static TheoryData<string> Others => [.. others.Keys];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Key_is_read_however_it_was_pasted(string name)
    {
        var settings = ASettings.Sessions(spellings[name](ASessionToken.PublicPem));

        Assert.Empty(settings.Problems());
        Assert.Equal(ASessionToken.PublicKey.Modulus, settings.Key!.Value.Modulus);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Any_other_key_is_a_problem(string name) =>
        Assert.Equal("CLERK_JWT_KEY", Assert.Single(ASettings.Sessions(others[name]()).Problems()).Name);

    [Fact]
    public void No_key_is_no_problem()
    {
        Assert.Empty(ASettings.Sessions().Problems());
        Assert.Null(ASettings.Sessions().Key);
    }
}
