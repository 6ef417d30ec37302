using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Clerk.Tokens;

/// <summary>
/// Claims that an instance adds to its session tokens, with shortcodes for what they say of the user. Of Clerk's shortcodes those
/// that stand alone in a string and name something of the user are known.
/// </summary>
internal sealed class ClaimsTemplate
{
    private const string Opening = "{{";
    private const string Closing = "}}";
    private const string OfUser = "user.";

    // Clerk's documentation, session tokens: both versions, and the claim of impersonation.
    private static readonly string[] Reserved =
    [
        "act", "azp", "exp", "fea", "fva", "iat", "iss", "jti", "nbf", "o", "org_id", "org_permissions", "org_role", "org_slug", "pla", "sid",
        "sts", "sub", "v",
    ];

    private static readonly string[] Fields =
        ["id", "external_id", "username", "first_name", "last_name", "image_url", "primary_email_address"];

    private static readonly string[] Metadatas = ["public_metadata", "unsafe_metadata"];

    private readonly JsonObject template;

    private ClaimsTemplate(JsonObject template) => this.template = template;

    public static ClaimsTemplate Empty { get; } = new([]);

    /// <param name="json">As on Clerk's dashboard.</param>
    /// <exception cref="ArgumentException">It is no JSON object, has a claim of Clerk's own, or a shortcode that is not known.</exception>
    public static ClaimsTemplate Parse(string json)
    {
        var template = Read(json);
        if (template.Select(claim => claim.Key).FirstOrDefault(Reserved.Contains) is { } taken)
        {
            throw new ArgumentException($"Session claims: {taken} is Clerk's own claim and cannot be replaced.", nameof(json));
        }

        Check(template);
        return new ClaimsTemplate(template);
    }

    /// <summary>A copy with the values of this user; null where there is none.</summary>
    public JsonObject Fill(ClerkUser user) => Filled(template, user, user.ToJson())!.AsObject();

    private static JsonObject Read(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new ArgumentException("Session claims are a JSON object.", nameof(json));
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"Session claims are a JSON object: {malformed.Message}", nameof(json), malformed);
        }
    }

    private static void Check(JsonNode? node)
    {
        foreach (var part in Parts(node))
        {
            Check(part);
        }

        if (TextOf(node) is { } text && text.Contains(Opening, StringComparison.Ordinal) && !IsKnown(PathIn(text)))
        {
            throw new ArgumentException(
                $"Session claims: {text} is not supported. Known are {Known()}, each alone in its string.", nameof(node));
        }
    }

    private static JsonNode? Filled(JsonNode? node, ClerkUser user, JsonObject json) => node switch
    {
        JsonObject claims => new JsonObject(claims.Select(claim => KeyValuePair.Create(claim.Key, Filled(claim.Value, user, json)))),
        JsonArray items => new JsonArray([.. items.Select(item => Filled(item, user, json))]),
        _ when TextOf(node) is { } text && PathIn(text) is { } path => Value(path, user, json),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Value(string[] path, ClerkUser user, JsonObject json) => path is ["primary_email_address"]
        ? user.PrimaryEmailAddress
        : path.Aggregate((JsonNode?)json, (parent, name) => (parent as JsonObject)?[name])?.DeepClone();

    private static IEnumerable<JsonNode?> Parts(JsonNode? node) => node switch
    {
        JsonObject claims => claims.Select(claim => claim.Value),
        JsonArray items => items,
        _ => [],
    };

    private static string? TextOf(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    /// <summary>What follows <c>user.</c> in a string that is one shortcode; null for any other string.</summary>
    private static string[]? PathIn(string text)
    {
        if (!text.StartsWith(Opening, StringComparison.Ordinal) || !text.EndsWith(Closing, StringComparison.Ordinal))
        {
            return null;
        }

        var code = text[Opening.Length..^Closing.Length].Trim();
        return code.StartsWith(OfUser, StringComparison.Ordinal) ? code[OfUser.Length..].Split('.') : null;
    }

    private static bool IsKnown(string[]? path) => path switch
    {
        null => false,
        [var field] when Fields.Contains(field) => true,
        [var metadata, .. var keys] => Metadatas.Contains(metadata) && keys.All(IsKey),
        _ => false,
    };

    private static bool IsKey(string key) => key.Length > 0 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private static string Known() => string.Join(
        ", ",
        Fields.Concat(Metadatas).Concat(Metadatas.Select(metadata => metadata + ".…"))
            .Select(name => $"{Opening}{OfUser}{name}{Closing}"));
}
