using System.Globalization;
using Xunit;

namespace Serverless.Tests.Local.Journal;

/// <summary>With a real process and a real limit instead of imitated ones.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly JournalFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_record_survives_kill_at_random_moments_also_while_compacting()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var last = 0;
        for (var round = 0; round < 5; round++)
        {
            using var child = ChildProcess.Start(nameof(CountingJournal), folder.File);
            var acknowledged = 0;
            for (var left = random.Next(1, 3000); left > 0; left--)
            {
                acknowledged = Number(await child.ReadLineAsync(Ct));
            }

            // The last line may have been cut by the kill, so that only the one before it is sure.
            var rest = await child.KillAsync(Ct);
            acknowledged = rest.Length > 1 ? Number(rest[^2]) : acknowledged;

            await CountingJournal.Open(folder.File, out var found).DisposeAsync();
            output.WriteLine($"acknowledged {acknowledged}, found {found}");
            Assert.True(found >= acknowledged && acknowledged > last, $"{acknowledged} acknowledged, {found} found.");
            last = found;
        }
    }

    [Fact]
    public async Task Append_to_a_full_disk_fails_by_name_and_everything_acknowledged_is_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs prlimit.");
        using var child = ChildProcess.Start(nameof(CountingJournal), folder.File);
        await child.ReadLineAsync(Ct);
        await child.LimitFilesAsync(bytes: 1500, Ct);

        string? line;
        var acknowledged = 0;
        while ((line = await child.ReadLineAsync(Ct)) is not null && !line.StartsWith("failed", StringComparison.Ordinal))
        {
            acknowledged = Number(line);
        }

        Assert.StartsWith("failed", line, StringComparison.Ordinal);
        output.WriteLine(line!);
        await child.KillAsync(Ct);
        await CountingJournal.Open(folder.File, out var found).DisposeAsync();
        Assert.True(found >= acknowledged, $"{acknowledged} acknowledged, {found} found.");
    }

    public void Dispose() => folder.Dispose();

    private static int Number(string? line) => int.Parse(line!, CultureInfo.InvariantCulture);
}
