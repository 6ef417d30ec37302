using Local.Cosmos;
using Local.FunctionsHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>The page in a real browser. Skipped where none is installed.</summary>
public sealed class When_the_status_is_looked_at : IAsyncLifetime
{
    private readonly List<string> asked = [];
    private readonly List<string> complaints = [];
    private Browser browser = null!;
    private TestStack stack = null!;

    private Uri Address => new(stack.App.Http.BaseAddress!, "/api/ops");

    private string Key => stack.App.Services.GetRequiredService<HostKeys>().ForPerson.Split("function default ")[1];

    public async ValueTask InitializeAsync()
    {
        browser = await Browser.Open();
        stack = await FailedEvents.Start(
            TimeSpan.Zero, services => services.AddSingleton(new VitalsPace(TimeSpan.FromMilliseconds(20))),
            changed: ("LocalHostKeys", "enforce"));
    }

    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (browser is not null)
        {
            await browser.DisposeAsync();
        }
    }

    [Fact]
    public async Task Page_shows_nothing_until_it_has_a_key_and_refuses_a_wrong_one()
    {
        var page = await Open(1200, 900);
        await page.GotoAsync($"{Address}");

        await page.FillAsync("#key", "wrong");
        await page.ClickAsync("button");
        await Assertions.Expect(page.Locator("#when")).ToHaveTextAsync("That key was refused.");

        Assert.Equal("", await page.TextContentAsync("#report"));
        Assert.True(await page.IsVisibleAsync("#door"));
    }

    [Fact]
    public async Task Healthy_stack_is_well_at_a_glance()
    {
        await stack.Accept(Payloads.Text("user.created"));
        await stack.Quiet();

        var page = await Look(1200, 900);

        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("All is well.");
        await Assertions.Expect(page.Locator("table").First.Locator("tbody tr")).ToHaveCountAsync(5);
        await Keep(page, "well.png");
        Assert.Empty(complaints);
        Assert.All(asked, address => Assert.Equal(Address.Authority, new Uri(address).Authority));
        Assert.DoesNotContain(asked, address => address.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1200, ColorScheme.Light)]
    public async Task What_is_wrong_stands_at_the_top_and_fits_the_width_of_a_phone(int width, ColorScheme scheme)
    {
        await stack.FailForGood(3);
        await stack.Fail(people: 1);
        await stack.Sweep();

        var page = await Look(width, 780, scheme);

        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("One thing wants a person.");
        await Assertions.Expect(page.Locator("li")).ToHaveTextAsync(
            "dead-letters4 could not be handled: 3 UserWithoutId of user-events, 1 RetriesExhausted of user-events.");
        await Keep(page, $"unwell-{width}-{scheme}.png");
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task App_that_stops_answering_is_said_above_what_is_older()
    {
        var page = await Look(1200, 900);
        await Assertions.Expect(page.Locator("table").First).ToBeVisibleAsync();

        await page.RouteAsync("**/ops/status", route => route.AbortAsync());
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("The app does not answer.");
        await Assertions.Expect(page.Locator("table").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_said_beside_what_does()
    {
        stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(403)));

        var page = await Look(1200, 900);

        await Assertions.Expect(page.Locator("li code")).ToHaveTextAsync("store-unreachable");
        await Assertions.Expect(page.Locator("h2")).ToHaveTextAsync(["Queues"]);
    }

    /// <summary>With the key.</summary>
    private async Task<IPage> Look(int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await Open(width, height, scheme);
        await page.GotoAsync($"{Address}");
        await page.FillAsync("#key", Key);
        await page.PressAsync("#key", "Enter");
        return page;
    }

    private async Task<IPage> Open(int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await browser.Page(width, height, scheme);
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        return page;
    }

    /// <summary>For whoever reads the report of the tests.</summary>
    private static async Task Keep(IPage page, string name) => TestContext.Current.AddAttachment(
        name, await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true }), "image/png");
}
