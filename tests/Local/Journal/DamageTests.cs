using System.Buffers.Binary;
using Local.Journal;
using Xunit;

namespace Serverless.Tests.Local.Journal;

/// <summary>A file that no crash explains is refused and left as it is.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly JournalFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_flipped_byte_before_the_last_record_is_refused_with_its_records_offset()
    {
        var offsets = await folder.WriteAsync("first", "second", "third", "the last one");
        var whole = await File.ReadAllBytesAsync(folder.File, Ct);

        for (var record = 0; record < 3; record++)
        {
            for (var at = offsets[record]; at < offsets[record + 1]; at++)
            {
                var damaged = whole.ToArray();
                damaged[at] ^= 0x10;
                await File.WriteAllBytesAsync(folder.File, damaged, Ct);

                var refusal = Assert.Throws<JournalDamagedException>(() => folder.Open());

                Assert.Equal((folder.File, offsets[record]), (refusal.File, refusal.Offset));
                Assert.Contains($"byte {offsets[record]}", refusal.Message, StringComparison.Ordinal);
                Assert.Equal(damaged, await File.ReadAllBytesAsync(folder.File, Ct));
            }
        }
    }

    [Fact]
    public async Task Damage_is_found_however_far_away_the_next_good_record_is()
    {
        var offsets = await folder.WriteAsync("first", new string('x', 3_000_000), "last");
        var whole = await File.ReadAllBytesAsync(folder.File, Ct);
        whole[offsets[1] + 1_500_000] ^= 0x10;
        await File.WriteAllBytesAsync(folder.File, whole, Ct);

        Assert.Equal(offsets[1], Assert.Throws<JournalDamagedException>(() => folder.Open()).Offset);
    }

    [Fact]
    public async Task Damaged_last_record_of_a_snapshot_is_refused_as_no_crash_leaves_that()
    {
        await using (var journal = folder.Open())
        {
            await journal.CompactAsync([JournalFolder.Bytes("snapshot")]);
        }

        var whole = await File.ReadAllBytesAsync(folder.File, Ct);
        whole[^1] ^= 0x10;
        await File.WriteAllBytesAsync(folder.File, whole, Ct);
        Assert.Equal(JournalHeader.Bytes, Assert.Throws<JournalDamagedException>(() => folder.Open()).Offset);

        await File.WriteAllBytesAsync(folder.File, whole[..^5], Ct);
        Assert.Throws<JournalDamagedException>(() => folder.Open());
    }

    [Fact]
    public async Task Any_flipped_byte_of_the_header_is_refused()
    {
        await folder.WriteAsync("first");
        var whole = await File.ReadAllBytesAsync(folder.File, Ct);

        for (var at = 0; at < JournalHeader.Bytes; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(folder.File, damaged, Ct);

            Assert.ThrowsAny<JournalException>(() => folder.Open());
            Assert.Equal(damaged, await File.ReadAllBytesAsync(folder.File, Ct));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("LJOURNAL")]
    [InlineData("{\"this\":\"is some other file, not a journal\"}")]
    public async Task File_that_is_no_journal_is_refused(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File)!);
        await File.WriteAllTextAsync(folder.File, content, Ct);

        Assert.Equal(0, Assert.Throws<JournalDamagedException>(() => folder.Open()).Offset);
        Assert.Equal(content, await File.ReadAllTextAsync(folder.File, Ct));
    }

    [Fact]
    public async Task Other_format_version_is_refused_by_its_number()
    {
        await folder.WriteAsync("first");
        var whole = await File.ReadAllBytesAsync(folder.File, Ct);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(8), 7);
        await File.WriteAllBytesAsync(folder.File, whole, Ct);

        var refusal = Assert.Throws<JournalVersionException>(() => folder.Open());

        Assert.Equal(7, refusal.Found);
        Assert.Contains("version 7", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
