using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <summary>Only who answers right may be measured: everybody has an id of their own and keeps it, and nobody comes in with a forged token.</summary>
internal static class AnswerCheck
{
    /// <exception cref="LoadException">An answer was wrong.</exception>
    public static async Task Run(IMeContender contender, SignedInPeople people, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var first = await AskAll();
        var expected = contender.KnowsPeople ? people.Tokens.Count : 1;
        Check(first.Distinct().Count() == expected, $"told {first.Distinct().Count()} ids, not {expected}");
        Check(first.SequenceEqual(await AskAll()), "told somebody another id the second time");
        Check((await Ask(Forged(people.Tokens[0]))).Status == HttpStatusCode.Unauthorized, "let somebody in with a forged token");
        Check((await Ask(null)).Status == HttpStatusCode.Unauthorized, "let somebody in without a token");

        async Task<List<string>> AskAll()
        {
            var ids = new List<string>();
            foreach (var token in people.Tokens)
            {
                var (status, id) = await Ask(token);
                Check(status == HttpStatusCode.OK && id is { Length: > 0 }, $"answered {(int)status}, id '{id}'");
                ids.Add(id!);
            }

            return ids;
        }

        async Task<(HttpStatusCode Status, string? Id)> Ask(string? token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, contender.MeAddress);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return (answer.StatusCode, null);
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return (answer.StatusCode, json.RootElement.GetProperty("id").GetString());
        }

        void Check(bool isRight, string otherwise)
        {
            if (!isRight)
            {
                throw new LoadException($"{contender.Name} {otherwise}.");
            }
        }
    }

    /// <summary>One letter of the signature is another.</summary>
    private static string Forged(string token)
    {
        var at = token.LastIndexOf('.') + 1;
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }
}
