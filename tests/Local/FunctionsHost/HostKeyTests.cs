using System.Net;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Which key opens what.</summary>
public sealed class HostKeyTests : IAsyncDisposable
{
    private readonly StateFolder folder = new();
    private readonly List<ProbeApp> apps = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        folder.Dispose();
    }

    [Theory]
    [InlineData("/api/probe/keyed", "none", HttpStatusCode.Unauthorized)]
    [InlineData("/api/probe/keyed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("/api/probe/keyed", "function", HttpStatusCode.OK)]
    [InlineData("/api/probe/keyed", "master", HttpStatusCode.OK)]
    [InlineData("/api/probe/admin", "function", HttpStatusCode.Unauthorized)]
    [InlineData("/api/probe/admin", "master", HttpStatusCode.OK)]
    [InlineData("/api/probe/nothing", "wrong", HttpStatusCode.OK)]
    [InlineData("/admin/host/status", "function", HttpStatusCode.Unauthorized)]
    [InlineData("/admin/host/status", "master", HttpStatusCode.OK)]
    [InlineData("/admin/host/unheard-of", "none", HttpStatusCode.Unauthorized)]
    [InlineData("/admin/host/unheard-of", "master", HttpStatusCode.NotFound)]
    public async Task Admins_key_opens_all_and_a_function_key_functions(string path, string key, HttpStatusCode expected)
    {
        var app = await Start();

        Assert.Equal(expected, await Get(app, path, header: KeyOf(app, key)));
        Assert.Equal(expected, await Get(app, path, query: KeyOf(app, key)));
    }

    [Fact]
    public async Task Header_wins_over_query()
    {
        var app = await Start();

        Assert.Equal(HttpStatusCode.Unauthorized, await Get(app, "/api/probe/keyed", header: "wrong", query: KeyOf(app, "function")));
    }

    [Fact]
    public async Task Keys_outlive_the_process_and_are_shared_through_the_state_folder()
    {
        var first = await Start();
        var second = await Start();

        Assert.Equal(first.Keys.ForPerson, second.Keys.ForPerson);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "keys.json")));
        }
    }

    [Fact]
    public async Task With_keys_off_everybody_is_admin()
    {
        var app = await Start("LocalHostKeys=off");

        Assert.Equal(HttpStatusCode.OK, await Get(app, "/api/probe/admin"));
        Assert.Equal(HttpStatusCode.OK, await Get(app, "/admin/functions"));
    }

    private async Task<ProbeApp> Start(params string[] settings)
    {
        var app = new ProbeApp([folder.Setting, .. settings]);
        await app.InitializeAsync();
        apps.Add(app);
        return app;
    }

    private static string? KeyOf(ProbeApp app, string name) => name switch
    {
        "none" => null,
        "master" => app.Keys.ForPerson.Split("master ")[1].Split(',')[0],
        "function" => app.Keys.ForPerson.Split("default ")[1],
        _ => "wrong",
    };

    private static async Task<HttpStatusCode> Get(ProbeApp app, string path, string? header = null, string? query = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, query is null ? path : $"{path}?code={Uri.EscapeDataString(query)}");
        if (header is not null)
        {
            request.Headers.Add("x-functions-key", header);
        }

        using var answer = await app.Http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
