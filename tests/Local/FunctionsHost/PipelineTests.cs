using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

public sealed class PipelineTests : IAsyncLifetime
{
    private readonly ProbeApp app = new();

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Middleware_wraps_in_the_order_it_was_added_and_the_scope_closes_last()
    {
        using var answer = await app.Http.GetAsync("/api/probe/nothing", TestContext.Current.CancellationToken);
        await TestStack.Until(() => app.Log.Lines.Contains("scope closed"), "the scope to close");

        Assert.Equal(
            ["outer before", "inner before", "scope opened", "nothing GET", "inner after", "outer after", "scope closed"], app.Log.Lines);
    }

    [Fact]
    public async Task Middleware_sees_the_original_exception_and_the_scope_closes_all_the_same()
    {
        using var answer = await app.Http.GetAsync("/api/probe/fails", TestContext.Current.CancellationToken);
        await TestStack.Until(() => app.Log.Lines.Contains("scope closed"), "the scope to close");

        Assert.Contains("outer saw the original exception", app.Log.Lines);
    }

    [Fact]
    public async Task Each_invocation_has_a_scope_of_its_own()
    {
        using var first = await app.Http.GetAsync("/api/probe/nothing", TestContext.Current.CancellationToken);
        using var second = await app.Http.GetAsync("/api/probe/nothing", TestContext.Current.CancellationToken);

        Assert.Equal(2, app.Log.Lines.Count(line => line == "scope opened"));
    }
}
