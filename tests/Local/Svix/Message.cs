using Serverless.Tests.Support;
using Svix;
using Svix.Exceptions;
using Xunit;

namespace Serverless.Tests.Local.Svix;

/// <summary>A webhook as it arrives: the values of the three headers, and the body.</summary>
internal sealed record Message(string Id, string Timestamp, string Signature, string Body)
{
    /// <summary>A clock that shows the second this message was signed at.</summary>
    public ManualClock Clock => new(DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp)));

    public Dictionary<string, string> Headers(string family = "svix") => new()
    {
        [$"{family}-id"] = Id,
        [$"{family}-timestamp"] = Timestamp,
        [$"{family}-signature"] = Signature,
    };

    public void Verify(Webhook webhook) => Verify(webhook, Headers());

    public void Verify(Webhook webhook, Dictionary<string, string> headers) =>
        webhook.Verify(Body, name => headers.GetValueOrDefault(name!));

    /// <summary>Why this webhook refuses the message.</summary>
    public string Refusal(Webhook webhook) => Refusal(webhook, Headers());

    public string Refusal(Webhook webhook, Dictionary<string, string> headers) =>
        Assert.Throws<WebhookVerificationException>(() => Verify(webhook, headers)).Message;
}
