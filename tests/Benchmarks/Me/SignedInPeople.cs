using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Serverless.Benchmarks.Me;

/// <summary>Session tokens of people whom the simulator of Clerk knows.</summary>
/// <param name="VerifierSettings">What somebody else must know to verify them without asking, under the names our settings have.</param>
internal sealed record SignedInPeople(IReadOnlyList<string> Tokens, IReadOnlyDictionary<string, string> VerifierSettings)
{
    // Longer than any run, and the longest the simulator grants; Clerk's own live for a minute.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Makes so many people and signs them in.</summary>
    public static async Task<SignedInPeople> SignUp(Uri clerk, int count, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = clerk };
        var tokens = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            await Post("/_local/users", new { email = Address(number), firstName = "Mara", lastName = $"Person {number}" });
            tokens.Add(await Post("/_local/tokens", new { user = Address(number), lifetime = (int)Lifetime.TotalSeconds }));
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(tokens[0].Split('.')[1]));
        return new SignedInPeople(tokens, new Dictionary<string, string>
        {
            ["CLERK_JWT_KEY"] = PublicKey(await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json", cancellation)),
            ["CLERK_ISSUER"] = claims.RootElement.GetProperty("iss").GetString()!,
            ["CLERK_AUTHORIZED_PARTIES"] = claims.RootElement.GetProperty("azp").GetString()!,
        });

        Task<string> Post(string path, object body) => SignedInPeople.Post(http, path, body, cancellation);
    }

    /// <summary>Makes so many organizations and everybody a member of one, in turn.</summary>
    /// <returns>Tokens in the order of <see cref="Tokens"/>, in which these organizations are active.</returns>
    public async Task<IReadOnlyList<string>> JoinOrganizations(Uri clerk, int count, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = clerk };
        var organizations = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            using var json = JsonDocument.Parse(await Post(http, "/_local/organizations", new { name = $"Northwind {number}" }, cancellation));
            organizations.Add(json.RootElement.GetProperty("id").GetString()!);
        }

        var tokens = new List<string>(Tokens.Count);
        for (var number = 0; number < Tokens.Count; number++)
        {
            var (organization, lifetime) = (organizations[number % count], (int)Lifetime.TotalSeconds);
            tokens.Add(await Post(
                http, "/_local/tokens", new { user = Address(number), organization, organizationRole = "org:member", lifetime }, cancellation));
        }

        return tokens;
    }

    private static string Address(int number) => $"person{number}@northwind.example";

    private static async Task<string> Post(HttpClient http, string path, object body, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellation);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>The only key of a JSON Web Key Set, as PEM.</summary>
    private static string PublicKey(JsonElement keys)
    {
        var key = keys.GetProperty("keys").EnumerateArray().Single();
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes("n"), Exponent = Bytes("e") });
        return rsa.ExportSubjectPublicKeyInfoPem();

        byte[] Bytes(string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
    }
}
