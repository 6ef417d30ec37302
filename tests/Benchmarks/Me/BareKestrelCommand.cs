using System.Buffers.Text;
using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Benchmarks.Me;

/// <summary>
/// A server that verifies a session token, as the app and the peer do, and answers everybody the same: no store, no rooms, no
/// Functions. Settings as the peer has them.
/// </summary>
internal static class BareKestrelCommand
{
    public const string Name = "me-floor";
    public const string Ready = "listening";

    private const string Scheme = "Bearer ";
    private static readonly byte[] Answer = """{"id":"usr_00000000000000000000000000","status":"active","role":"member"}"""u8.ToArray();

    public static Command Create()
    {
        var command = new Command(Name, "The server that the floor of 'me' is measured with.") { Hidden = true };
        command.SetAction((_, cancellation) => Run(cancellation));
        return command;
    }

    private static async Task Run(CancellationToken cancellation)
    {
        var (issuer, parties) = (Setting("CLERK_ISSUER"), Setting("CLERK_AUTHORIZED_PARTIES").Split(' '));
        // An RSA object is for one thread at a time.
        using var keys = new ThreadLocal<RSA>(() =>
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(Setting("CLERK_JWT_KEY"));
            return rsa;
        });

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(Setting("PORT"), CultureInfo.InvariantCulture));
        });
        await using var app = builder.Build();
        app.Run(http =>
        {
            if (!IsValid(http.Request.Headers.Authorization.ToString(), keys.Value!, issuer, parties))
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                http.Response.ContentLength = 0;
                return Task.CompletedTask;
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Answer.Length;
            return http.Response.Body.WriteAsync(Answer, 0, Answer.Length);
        });
        await app.StartAsync(cancellation);
        Console.WriteLine(Ready);

        // The parent holds our standard input open; its end is the parent's.
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool IsValid(string authorization, RSA key, string issuer, string[] parties)
    {
        var (payloadAt, signatureAt) = (authorization.IndexOf('.') + 1, authorization.LastIndexOf('.') + 1);
        if (!authorization.StartsWith(Scheme, StringComparison.Ordinal) || payloadAt == 0 || signatureAt <= payloadAt)
        {
            return false;
        }

        var signed = Encoding.ASCII.GetBytes(authorization, Scheme.Length, signatureAt - 1 - Scheme.Length);
        if (!key.VerifyData(signed, Base64Url.DecodeFromChars(authorization.AsSpan(signatureAt)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return false;
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromUtf8(signed.AsSpan(payloadAt - Scheme.Length)));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return claims.RootElement.GetProperty("iss").ValueEquals(issuer)
            && parties.Contains(claims.RootElement.GetProperty("azp").GetString())
            && claims.RootElement.GetProperty("nbf").GetInt64() <= now
            && claims.RootElement.GetProperty("exp").GetInt64() > now;
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"The environment lacks {name}.");
}
