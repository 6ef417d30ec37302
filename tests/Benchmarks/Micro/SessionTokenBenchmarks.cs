using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Sessions;

namespace Serverless.Benchmarks.Micro;

/// <summary>The whole verdict on a session token against the bare check of its signature, which nobody can do without.</summary>
public class SessionTokenBenchmarks
{
    private const string Issuer = "https://clerk.northwind.example";
    private const string Party = "https://app.northwind.example";
    private const string Header = """{"alg":"RS256","cat":"cl_B7d4PD111AAA","kid":"ins_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd","typ":"JWT"}""";

    private readonly RSA rsa = RSA.Create(2048);
    private byte[] content = [];
    private byte[] signature = [];
    private string authorization = "";
    private SessionVerifier verifier = null!;

    [GlobalSetup]
    public void Sign()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = $$"""
            {"v":2,"iss":"{{Issuer}}","sub":"user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd","sid":"sess_2qG1aBcDeFgHiJkLmNoPqRsTuVw","azp":"{{Party}}",
            "iat":{{now}},"nbf":{{now - 10}},"exp":{{now + 3600}},"jti":"5f1c0d9e7b3a2468ace0","fva":[3,-1],"sts":"active","pla":"o:pro",
            "fea":"o:dashboard,o:teams",
            "o":{"id":"org_2qD1fG5hJk3LzXc7VbNmQwErTyU","slg":"northwind-robotics","rol":"admin","per":"manage,read","fpm":"3,2"} }
            """;
        content = Encoding.ASCII.GetBytes($"{Part(Header)}.{Part(claims)}");
        signature = rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorization = $"Bearer {Encoding.ASCII.GetString(content)}.{Base64Url.EncodeToString(signature)}";
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CLERK_ISSUER", Issuer), new("CLERK_AUTHORIZED_PARTIES", Party)])
            .Build();
        verifier = new SessionVerifier(
            new SessionSettings(configuration),
            new ConfiguredKey(rsa.ExportParameters(includePrivateParameters: false)),
            new SessionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()),
            TimeProvider.System);
        if (!Verify())
        {
            throw new InvalidOperationException("The token is not accepted: a refusal would be measured.");
        }
    }

    [Benchmark(Baseline = true)]
    public bool SignatureOnly() => rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public bool Verify()
    {
        // Keys that are at hand are found at once.
        var verdict = verifier.Verify(authorization, CancellationToken.None);
        return verdict.IsCompletedSuccessfully && verdict.Result is SessionVerdict.Accepted;
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
