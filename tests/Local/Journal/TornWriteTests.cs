using Xunit;

namespace Serverless.Tests.Local.Journal;

/// <summary>What a crash in the middle of the last write leaves behind is cut off, and work goes on.</summary>
public sealed class TornWriteTests : IDisposable
{
    private readonly JournalFolder folder = new();

    [Fact]
    public async Task Last_record_cut_at_any_byte_is_dropped()
    {
        var offsets = await folder.WriteAsync("first", "second", "the last one");
        var whole = await File.ReadAllBytesAsync(folder.File, TestContext.Current.CancellationToken);

        for (var length = (int)offsets[2]; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.File, whole[..length], TestContext.Current.CancellationToken);
            await using (var journal = folder.Open())
            {
                Assert.Equal(["first", "second"], folder.Replayed);
                Assert.Equal(length - offsets[2], journal.DroppedBytes);
                await journal.AppendAsync("next"u8);
            }

            Assert.Equal(["first", "second", "next"], await folder.ReadAsync());
        }
    }

    [Fact]
    public async Task Last_record_with_any_byte_flipped_is_dropped()
    {
        var offsets = await folder.WriteAsync("first", "second", "the last one");
        var whole = await File.ReadAllBytesAsync(folder.File, TestContext.Current.CancellationToken);

        for (var at = (int)offsets[2]; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(folder.File, damaged, TestContext.Current.CancellationToken);

            Assert.Equal(["first", "second"], await folder.ReadAsync());
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xF5)]
    public async Task Bytes_that_are_no_record_after_the_last_one_are_dropped(byte value)
    {
        await folder.WriteAsync("first");
        await File.AppendAllBytesAsync(
            folder.File, Enumerable.Repeat(value, 3_000_000).ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(["first"], await folder.ReadAsync());
    }

    [Fact]
    public async Task Records_written_together_are_dropped_together()
    {
        await folder.WriteAsync("first");
        await using (var journal = folder.Open())
        {
            // The first of them may get a write of its own; the others come while the disk is busy with it.
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => journal.AppendAsync(JournalFolder.Bytes($"{i}"))));
        }

        var whole = await File.ReadAllBytesAsync(folder.File, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.File, whole[..^1], TestContext.Current.CancellationToken);

        var left = await folder.ReadAsync();
        Assert.InRange(left.Count, 1, 1000);
        Assert.Equal(["first", .. Enumerable.Range(0, left.Count - 1).Select(i => $"{i}")], left);
    }

    public void Dispose() => folder.Dispose();
}
