using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Platform.Http;
using Serverless.Reference;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Reference;

public sealed class ReferencePageTests
{
    private static readonly JsonObject Document = new ApiDescription(new HttpFunctions()).Document;
    private static readonly DescribedApi Api = new(Document);
    private static readonly string Page = new ReferenceHtml(Document).Render();

    [Fact]
    public void Every_operation_is_shown_and_all_but_head_are_in_the_contents() => Assert.All(Api.Operations, operation =>
    {
        Assert.Contains($"id=\"{operation.Id}\"", Page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode((string)operation.Json["summary"]!), Page, StringComparison.Ordinal);
        Assert.Equal(operation.Verb != "HEAD", Page.Contains($"href=\"#{operation.Id}\"", StringComparison.Ordinal));
    });

    [Fact]
    public void Every_code_and_every_shape_is_shown()
    {
        Assert.All(Api.Codes, code => Assert.Contains($"<tr id=\"problem-{code}\"><td><code>{code}</code>", Page, StringComparison.Ordinal));
        Assert.All(
            Document["components"]!["schemas"]!.AsObject(), shape => Assert.Contains($"id=\"shape-{shape.Key}\"", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_within_lead_somewhere_and_ids_are_unique()
    {
        var ids = Regex.Matches(Page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Regex.Matches(Page, "href=\"#([^\"]+)\""), match => Assert.Contains(match.Groups[1].Value, ids));
    }

    [Fact]
    public void Nothing_is_fetched_from_anywhere()
    {
        Assert.DoesNotMatch(@"<(script|link|img|iframe|object|embed|form|base)\b|\bsrc=|@import|url\(|\bon\w+=|style=", Page);
        Assert.All(Regex.Matches(Page, "href=\"([^\"]+)\""), match => Assert.Matches("^(#.+|openapi.json)$", match.Groups[1].Value));
        Assert.All(Regex.Matches(Page, @"https?://([\w.-]+)"), match => Assert.Equal("localhost", match.Groups[1].Value));
    }

    [Fact]
    public void Elements_are_closed_in_order()
    {
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(Page, @"<(/?)([a-z]\w*)[^>]*>"))
        {
            if (tag.Groups[2].Value is "meta")
            {
                continue;
            }

            if (tag.Groups[1].Length == 0)
            {
                open.Push(tag.Groups[2].Value);
            }
            else
            {
                Assert.Equal(open.Pop(), tag.Groups[2].Value);
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void Whatever_stands_in_the_description_is_encoded()
    {
        const string Evil = "<script>alert('\"&`<b>`')</script>";
        var hostile = Spoiled(Document, Evil);

        var page = new ReferenceHtml(hostile.AsObject()).Render();

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    /// <summary>All texts that are for people, and the names of all fields, with something behind them.</summary>
    private static JsonNode Spoiled(JsonNode node, string evil) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => field.Key switch
        {
            "title" or "summary" or "description" or "code" or "version" when field.Value is JsonValue text =>
                KeyValuePair.Create<string, JsonNode?>(field.Key, $"{text}{evil}"),
            "properties" => KeyValuePair.Create<string, JsonNode?>(
                field.Key,
                new JsonObject(field.Value!.AsObject().Select(property =>
                    KeyValuePair.Create<string, JsonNode?>(property.Key + evil, Spoiled(property.Value!, evil))))),
            _ => KeyValuePair.Create<string, JsonNode?>(field.Key, Spoiled(field.Value!, evil)),
        })),
        JsonArray items => new JsonArray([.. items.Select(item => Spoiled(item!, evil))]),
        _ => node.DeepClone(),
    };
}
