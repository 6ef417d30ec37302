using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

/// <summary>Conditional requests, as RFC 9110, section 13, has them. Tags are those of the store, quotes included.</summary>
public static class EntityTags
{
    /// <summary>True without the header If-Match, or if it names this state. Weak tags match nothing here, as the RFC demands.</summary>
    public static bool IfMatchAllows(this HttpRequestData request, string etag) =>
        request.Header("If-Match") is not { } wanted || Names(wanted, etag, weakly: false);

    /// <summary>As <see cref="IfMatchAllows"/>, but a tag that <see cref="Extend"/> made of this state's names it as well.</summary>
    public static bool IfMatchAllowsExtended(this HttpRequestData request, string etag) =>
        request.Header("If-Match") is not { } wanted || Names(wanted, etag, weakly: false, extended: true);

    /// <summary>
    /// The tag of a state that is shown together with something that has no part in it: another one when either changes. What is in
    /// front of its <c>~</c> is the tag of the state.
    /// </summary>
    /// <param name="shown">The bytes of what is shown with it. Only a digest of them, of 64 bits, gets into the tag.</param>
    public static string Extend(string etag, ReadOnlySpan<byte> shown) =>
        $"{etag[..^1]}~{Convert.ToHexStringLower(SHA256.HashData(shown).AsSpan(0, 8))}\"";

    /// <summary>True if the caller says, by the header If-None-Match, to have this state already.</summary>
    public static bool IfNoneMatchNames(this HttpRequestData request, string etag) =>
        request.Header("If-None-Match") is { } known && Names(known, etag, weakly: true);

    /// <summary>The body with its tag; or 304 if the caller has it already. Others than the caller may not keep it.</summary>
    public static async Task<HttpResponseData> AnswerTagged<T>(
        this HttpRequestData request, string etag, T body, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        var response = request.IfNoneMatchNames(etag)
            ? request.CreateResponse(HttpStatusCode.NotModified)
            : await request.Answer(HttpStatusCode.OK, body, json, cancellation);
        response.Headers.Add("ETag", etag);
        response.Headers.Add("Cache-Control", "private, no-cache");
        return response;
    }

    internal static bool Names(string header, string etag, bool weakly, bool extended = false) =>
        header.Trim() == "*" || header.Split(',').Any(part =>
            EntityTagHeaderValue.TryParse(part.Trim(), out var tag)
            && (tag.Tag == etag || (extended && Extended(tag.Tag) == etag))
            && (weakly || !tag.IsWeak));

    /// <summary>The tag that <see cref="Extend"/> was given; any other as it is.</summary>
    private static string Extended(string tag) => tag.LastIndexOf('~') is >= 0 and var end ? tag[..end] + '"' : tag;
}
