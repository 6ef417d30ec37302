using Microsoft.Playwright;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>The Chromium that is installed, without a window. Debian calls it chromium.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>Skips the test, and says why, where there is none.</summary>
    public static async Task<Browser> Open()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"No browser is installed: none of {string.Join(", ", Names)} is on the path.");
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // Containers have no right to make the sandbox, and a small /dev/shm.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        }));
    }

    /// <param name="height">In CSS pixels, as the width.</param>
    public async Task<IPage> Page(int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
