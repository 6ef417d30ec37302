using System.Security.Cryptography;
using System.Text;

namespace Serverless.Tests.Peers;

/// <summary>Deliveries that some implementations accept and others refuse, and why.</summary>
internal static class KnownDifferences
{
    private const string Strict = "Here a malformed list of signatures is refused, the packages skip what they cannot read.";
    private const string ParseInt = "JavaScript's parseInt takes the number it finds, and that number counts as signed.";
    private const string Json = "The packages parse the body as well, here only the signature is checked.";

    private static readonly Delivery good = Delivery.Good;
    private static readonly string[] packages = [Peer.Svix, Peer.StandardWebhooks, Peer.Clerk];

    public static readonly IReadOnlyDictionary<string, (Delivery Delivery, string[] AcceptedBy, string Why)> All =
        new Dictionary<string, (Delivery, string[], string)>
        {
            ["space before the signature"] = (good with { Signature = $" {good.Signature}" }, packages, Strict),
            ["two spaces between signatures"] = (good with { Signature = $"v2,x  {good.Signature}" }, packages, Strict),
            ["entry without comma first"] = (good with { Signature = $"nonsense {good.Signature}" }, packages, Strict),
            ["second comma in the right entry"] = (good with { Signature = $"{good.Signature},more" }, packages, Strict),

            ["timestamp with letters behind"] = (good with { Timestamp = $"{good.Timestamp}xyz" }, packages, ParseInt),
            ["timestamp with a fraction"] = (good with { Timestamp = $"{good.Timestamp}.5" }, packages, ParseInt),
            ["timestamp with a sign"] = (good with { Timestamp = $"+{good.Timestamp}" }, packages, ParseInt),
            ["timestamp with a leading zero"] = (good with { Timestamp = $"0{good.Timestamp}" }, packages, ParseInt),
            ["timestamp with a leading space"] = (good with { Timestamp = $" {good.Timestamp}" }, packages, ParseInt),
            ["300.5 seconds late"] = (
                good with { ReceivedAt = Delivery.SentAt.AddSeconds(300.5) },
                packages,
                "The packages round their clock down to the second."),

            ["signed body that is not JSON"] = ((good with { Body = "hello" }).Signed(), [Peer.Here], Json),
            ["signed body with a byte order mark"] = ((good with { Body = "\uFEFF" + good.Body }).Signed(), [Peer.Here], Json),
            ["signed empty body"] = (
                (good with { Body = "" }).Signed(),
                [Peer.Here, Peer.StandardWebhooks],
                "To standardwebhooks it is a body of its own, to the others JSON that ends too early."),
            ["signed body null"] = (
                (good with { Body = "null" }).Signed(),
                [Peer.Here, Peer.Svix, Peer.StandardWebhooks],
                "Clerk's verifyWebhook reads the event in it."),

            ["secret without key, signed with no key"] = (
                SignedWithoutKey(),
                [Peer.Svix],
                "npm svix 1.99 takes an empty secret, with which anybody could sign."),
            ["secret with a line break in it"] = (
                good with { Secret = good.Secret.Insert(14, "\n") },
                [Peer.Here],
                "Base64 in .NET skips white space."),
            ["secret without padding"] = (
                good.Signed(Delivery.OtherSecret) with { Secret = Delivery.OtherSecret.TrimEnd('=') },
                packages,
                "Base64 in .NET demands padding."),
        };

    private static Delivery SignedWithoutKey()
    {
        var hash = HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes($"{good.Id}.{good.Timestamp}.{good.Body}"));
        return good with { Secret = "whsec_", Signature = $"v1,{Convert.ToBase64String(hash)}" };
    }
}
