namespace Serverless.Tests.Peers;

/// <summary>Deliveries on which all implementations agree.</summary>
internal static class Verdicts
{
    private static readonly Delivery good = Delivery.Good;

    private static string Wrong => good.Signed(Delivery.OtherSecret).Signature;

    public static readonly IReadOnlyDictionary<string, Delivery> Accepted = new Dictionary<string, Delivery>
    {
        ["untouched"] = good,
        ["300 seconds late"] = good with { ReceivedAt = Delivery.SentAt.AddSeconds(300) },
        ["300 seconds early"] = good with { ReceivedAt = Delivery.SentAt.AddSeconds(-300) },
        ["secret without prefix"] = good with { Secret = good.Secret["whsec_".Length..] },
        ["right signature first of two"] = good with { Signature = $"{good.Signature} {Wrong}" },
        ["right signature last of two"] = good with { Signature = $"{Wrong} {good.Signature}" },
        ["right signature last of three"] = good with { Signature = $"{Wrong} {Wrong} {good.Signature}" },
        ["asymmetric signature beside the right one"] = good with { Signature = $"v1a,bm90IG91cnM= {good.Signature}" },
        ["unknown version beside the right one"] = good with { Signature = $"v2,bm90IG91cnM= {good.Signature}" },
        ["empty signature before the right one"] = good with { Signature = $"v1, {good.Signature}" },
        ["space after the signature"] = good with { Signature = $"{good.Signature} " },
        ["entry without comma last"] = good with { Signature = $"{good.Signature} nonsense" },
        ["dots in the id"] = (good with { Id = "msg.1790000000.x" }).Signed(),
    };

    public static readonly IReadOnlyDictionary<string, Delivery> Refused = new Dictionary<string, Delivery>
    {
        ["flipped byte in the body"] = good with { Body = good.Body.Replace("Zoë", "Zoé") },
        ["space added to the body"] = good with { Body = good.Body + " " },
        ["body composed differently"] = good with { Body = good.Body.Replace("ë", "e\u0308") },
        ["body missing"] = good with { Body = "" },
        ["other id"] = good with { Id = "msg_2qB4nZ8xYt6WcVr0KsJ5mLpHgFe" },
        ["other timestamp"] = good with { Timestamp = "1790000001" },
        ["wrong secret"] = good with { Secret = Delivery.OtherSecret },
        ["secret without key"] = good with { Secret = "whsec_" },
        ["secret not base64"] = good with { Secret = "whsec_this is no secret" },
        ["301 seconds late"] = good with { ReceivedAt = Delivery.SentAt.AddSeconds(301) },
        ["301 seconds early"] = good with { ReceivedAt = Delivery.SentAt.AddSeconds(-301) },
        ["300.5 seconds early"] = good with { ReceivedAt = Delivery.SentAt.AddSeconds(-300.5) },
        ["replayed a month later"] = good with { ReceivedAt = Delivery.SentAt.AddDays(30) },
        ["id empty"] = good with { Id = "" },
        ["timestamp empty"] = good with { Timestamp = "" },
        ["signature empty"] = good with { Signature = "" },
        ["timestamp in milliseconds"] = good with { Timestamp = "1790000000000" },
        ["timestamp in words"] = good with { Timestamp = "now" },
        ["timestamp as a date"] = good with { Timestamp = "2026-09-21T14:13:20Z" },
        ["timestamp in hexadecimal"] = good with { Timestamp = "0x6ab13b80" },
        ["timestamp with exponent"] = good with { Timestamp = "1.79e9" },
        ["timestamp negative"] = good with { Timestamp = "-1790000000" },
        ["timestamp beyond 64 bits"] = good with { Timestamp = "99999999999999999999" },
        ["only a wrong signature"] = good with { Signature = Wrong },
        ["only wrong signatures"] = good with { Signature = $"{Wrong} {Wrong}" },
        ["only an asymmetric signature"] = good with { Signature = good.Signature.Replace("v1,", "v1a,") },
        ["version in upper case"] = good with { Signature = good.Signature.Replace("v1,", "V1,") },
        ["signature without version"] = good with { Signature = good.Signature["v1,".Length..] },
        ["signature in lower case"] = good with { Signature = good.Signature.ToLowerInvariant() },
        ["signature without padding"] = good with { Signature = good.Signature.TrimEnd('=') },
        ["signature cut short"] = good with { Signature = good.Signature[..^8] },
        ["version only"] = good with { Signature = "v1," },
        ["tab between signatures"] = good with { Signature = $"{good.Signature}\t{Wrong}" },
        ["semicolon between signatures"] = good with { Signature = $"{good.Signature};{Wrong}" },
    };
}
