using System.Net;
using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class HeaderTests
{
    private readonly Webhook webhook = new(Vectors.SecretA, Vectors.A.Clock);

    [Theory]
    [InlineData("svix", "id")]
    [InlineData("svix", "timestamp")]
    [InlineData("svix", "signature")]
    [InlineData("webhook", "id")]
    [InlineData("webhook", "timestamp")]
    [InlineData("webhook", "signature")]
    public void A_message_without_one_of_the_three_headers_is_refused(string family, string header)
    {
        var headers = Vectors.A.Headers(family);
        headers.Remove($"{family}-{header}");

        Assert.Equal("Missing Required Headers", Vectors.A.Refusal(webhook, headers));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("timestamp")]
    [InlineData("signature")]
    public void An_empty_header_counts_as_missing(string header)
    {
        var headers = Vectors.A.Headers();
        headers[$"svix-{header}"] = "";

        Assert.Equal("Missing Required Headers", Vectors.A.Refusal(webhook, headers));
    }

    [Fact]
    public void The_names_of_the_standard_are_accepted()
    {
        Vectors.A.Verify(webhook, Vectors.A.Headers("webhook"));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("timestamp")]
    [InlineData("signature")]
    public void If_one_svix_header_is_missing_all_three_are_read_by_the_names_of_the_standard(string missing)
    {
        var headers = Vectors.A.Headers("webhook");
        foreach (var (name, _) in Vectors.A.Headers().Where(header => header.Key != $"svix-{missing}"))
        {
            headers[name] = "wrong";
        }

        Vectors.A.Verify(webhook, headers);
    }

    [Fact]
    public void The_two_families_of_names_are_not_mixed()
    {
        var headers = Vectors.A.Headers();
        headers.Remove("svix-id");
        headers["webhook-id"] = Vectors.A.Id;

        Assert.Equal("Missing Required Headers", Vectors.A.Refusal(webhook, headers));
    }

    [Fact]
    public void Svix_headers_win_over_those_of_the_standard()
    {
        var headers = Vectors.A.Headers();
        foreach (var (name, value) in Vectors.D.Headers("webhook"))
        {
            headers[name] = value;
        }

        Vectors.A.Verify(webhook, headers);
        Assert.Equal(
            "No matching signature found",
            Vectors.A.Refusal(new Webhook(Vectors.SecretC, Vectors.A.Clock), headers));
    }

    [Fact]
    public void Headers_are_asked_for_in_lower_case_and_once()
    {
        List<string?> asked = [];

        Assert.ThrowsAny<Exception>(() => webhook.Verify("{}", name =>
        {
            asked.Add(name);
            return null;
        }));

        Assert.Equal(
            ["svix-id", "svix-signature", "svix-timestamp", "webhook-id", "webhook-signature", "webhook-timestamp"],
            asked.Order());
    }

    [Fact]
    public void A_header_collection_is_read_whatever_the_case_of_its_names()
    {
        var headers = new WebHeaderCollection
        {
            ["Svix-Id"] = Vectors.A.Id,
            ["SVIX-TIMESTAMP"] = Vectors.A.Timestamp,
            ["svix-signature"] = Vectors.A.Signature,
        };

        webhook.Verify(Vectors.A.Body, headers);
    }
}
