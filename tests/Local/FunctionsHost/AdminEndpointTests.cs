using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>What a person can do with an instance by hand.</summary>
public sealed class AdminEndpointTests : IAsyncLifetime
{
    private readonly ProbeApp app = new("LocalHostKeys=off", "AzureWebJobs.ProbeManual.Disabled=1", "AzureWebJobs_ProbeNothing_Disabled=1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Status_says_that_the_host_runs()
    {
        var status = await Json("/admin/host/status");

        Assert.Equal("Running", status.GetProperty("state").GetString());
        Assert.NotEmpty(status.GetProperty("instanceId").GetString()!);
        Assert.True(status.GetProperty("processUptime").GetInt64() >= 0);
    }

    [Fact]
    public async Task Functions_are_listed_with_their_bindings()
    {
        var functions = (await Json("/admin/functions")).EnumerateArray().ToDictionary(function => function.GetProperty("name").GetString()!);

        var manual = functions["ProbeManual"];
        Assert.True(manual.GetProperty("isDisabled").GetBoolean());
        Assert.Equal("serviceBusTrigger", manual.GetProperty("config").GetProperty("bindings")[0].GetProperty("type").GetString());
        Assert.Equal("Function", functions["ProbeKeyed"].GetProperty("config").GetProperty("bindings")[0].GetProperty("authLevel").GetString());
        Assert.Equal(functions.Keys.Order(StringComparer.OrdinalIgnoreCase), functions.Keys);
    }

    [Fact]
    public async Task One_function_is_found_by_name_ignoring_case()
    {
        Assert.Equal("ProbeEcho", (await Json("/admin/functions/PROBEECHO")).GetProperty("name").GetString());
        Assert.Equal("{}", (await Json("/admin/functions/probeecho/status")).GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, await Post("/admin/functions/unknown", "{\"input\":\"\"}"));
    }

    [Fact]
    public async Task Queue_function_run_by_hand_has_the_input_as_its_body_even_when_disabled()
    {
        Assert.Equal(HttpStatusCode.Accepted, await Post("/admin/functions/ProbeManual", "{\"input\":\"by hand\"}"));

        await TestStack.Until(() => app.Log.Lines.Contains("manual by hand"), "the run");
    }

    [Fact]
    public async Task Message_made_by_hand_cannot_be_settled()
    {
        Assert.Equal(HttpStatusCode.Accepted, await Post("/admin/functions/ProbeAutomatic", "{\"input\":\"dead-letter\"}"));
        await TestStack.Until(() => app.Log.Lines.Any(line => line.StartsWith("dead-letter", StringComparison.Ordinal)), "the run");
        await TestStack.Until(() => Outstanding() == 0, "the run to end");

        Assert.Equal(0, app.Broker.Counts(ProbeQueueFunctions.Automatic).DeadLettered);
        Assert.DoesNotContain("inner after", app.Log.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"input\":1}")]
    [InlineData("[")]
    public async Task Body_without_an_input_is_400(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/admin/functions/ProbeManual", body));

    [Fact]
    public async Task Http_function_is_not_run_by_hand() =>
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/admin/functions/ProbeEcho", "{\"input\":\"\"}"));

    [Fact]
    public async Task Disabled_queue_function_leaves_its_messages_alone()
    {
        await Send(ProbeQueueFunctions.Manual, "left");
        await Send(ProbeQueueFunctions.Automatic, "taken");
        await TestStack.Until(() => app.Log.Lines.Any(line => line.StartsWith("taken", StringComparison.Ordinal)), "the enabled function");

        Assert.DoesNotContain("manual left", app.Log.Lines);
    }

    [Fact]
    public async Task Drained_host_takes_no_messages_until_it_resumes()
    {
        await Send(ProbeQueueFunctions.Automatic, "wait for the gate");
        await TestStack.Until(() => app.Log.Lines.Any(line => line.StartsWith("wait", StringComparison.Ordinal)), "the function");

        Assert.Equal("Disabled", await DrainState());
        Assert.Equal(HttpStatusCode.Accepted, await Post("/admin/host/drain", ""));
        Assert.Equal("InProgress", await DrainState());
        await Send(ProbeQueueFunctions.Automatic, "later");
        app.Log.Gate.Release();
        await TestStack.Until(() => DrainState().GetAwaiter().GetResult() == "Completed", "the drain");
        Assert.DoesNotContain("later 1 id-of-later", app.Log.Lines);

        Assert.Equal(HttpStatusCode.OK, await Post("/admin/host/resume", ""));
        await TestStack.Until(() => app.Log.Lines.Contains("later 1 id-of-later"), "the message");
        Assert.Equal("Disabled", await DrainState());
    }

    [Fact]
    public async Task Disabled_http_function_is_404_for_all_but_admins()
    {
        await using var enforcing = new ProbeApp("AzureWebJobs.ProbeNothing.Disabled=true");
        await enforcing.InitializeAsync();

        using var stranger = await enforcing.Http.GetAsync("/api/probe/nothing", Cancellation);
        using var admin = await app.Http.GetAsync("/api/probe/nothing", Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (stranger.StatusCode, admin.StatusCode));
    }

    private int Outstanding() => Json("/admin/host/drain/status").GetAwaiter().GetResult().GetProperty("outstandingInvocations").GetInt32();

    private async Task<string?> DrainState() => (await Json("/admin/host/drain/status")).GetProperty("state").GetString();

    private async Task<JsonElement> Json(string path)
    {
        using var json = JsonDocument.Parse(await app.Http.GetStringAsync(path, Cancellation));
        return json.RootElement.Clone();
    }

    private async Task<HttpStatusCode> Post(string path, string body)
    {
        using var answer = await app.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        return answer.StatusCode;
    }

    private async Task Send(string queue, string body)
    {
        await using var sender = app.Client.CreateSender(queue);
        await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = $"id-of-{body}" }, Cancellation);
    }
}
