namespace Serverless.Tests.Local.Svix;

/// <summary>Messages with fixed secret, time and signature, signed with the npm package svix 1.99.1.</summary>
internal static class Vectors
{
    public const string SecretA = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
    public const string SecretC = "whsec_/+7dzLuqmYh3ZlVEMyIRAP/u3cy7qpmId2ZVRDMiEQA=";

    public static readonly Message A = new(
        "msg_facts_0001",
        "1700000000",
        "v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=",
        """{"type":"user.created","object":"event","data":{"id":"user_A"}}""");

    public static readonly Message B = new(
        "msg_facts_0002",
        "1750000000",
        "v1,naLNWjCmZFnwXb1d7pZMUuAqGWwHQoXwKy1MjtDe7HE=",
        """{ "type": "user.updated", "data": { "first_name": "Zoë", "last_name": "Łukasz 🚀" } }""");

    public static readonly Message C = new(
        "msg_facts_0003",
        "1790000000",
        "v1,ofINCOhaV9AVC+Qv6VqQVqdrI+NIW9+CeO/XRZzo9Ck=",
        "{\"type\":\"user.deleted\",\n \"data\":{\"id\":\"user_A\",\"object\":\"user\",\"deleted\":true}}");

    /// <summary>Message A signed with the secret of C.</summary>
    public static readonly Message D = A with
    {
        Signature = "v1,WImgKYXArESrLj8nweFK7ef82lDhTFjwsU6Z9YI1k64=",
    };
}
