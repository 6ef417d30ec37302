using System.Text.Json.Serialization;

namespace Serverless.Reconciliation;

/// <summary>
/// A piece of a run's work that one message does: a page of Clerk's list, or a batch of those whom no page named. Made when the
/// piece is begun, so that whoever does it again after a crash goes on as the first did.
/// </summary>
public sealed record PartDocument
{
    /// <summary>Ids begin so, which keeps parts apart from reports and repairs in their partition.</summary>
    public const string IdPrefix = "part-";

    public required RunId Run { get; init; }

    /// <summary>The prefix and the part's name.</summary>
    public required string Id { get; init; }

    /// <summary>Which of the run's windows a page is of; null for a batch.</summary>
    public int? Window { get; init; }

    /// <summary>Counts a window's pages, or a run's batches, from 0.</summary>
    public required int Number { get; init; }

    public required bool IsDone { get; init; }

    /// <summary>Where the next page of the window begins; null on the last, and on batches.</summary>
    public PageStart? Next { get; init; }

    /// <summary>Clerk's ids: on a page, of documents it should have named and did not; on a batch, of those to be asked for.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    public RunTotals Totals { get; init; } = new();

    /// <summary>By our clock, in milliseconds since the Unix epoch.</summary>
    public required long UpdatedAt { get; init; }

    public int Ttl { get; init; } = Retention.Seconds;

    [JsonIgnore]
    public bool IsPage => Window is not null;

    [JsonIgnore]
    public string Name => Id[IdPrefix.Length..];

    public static string PageId(int window, int number) => $"{IdPrefix}page-{window:D4}-{number:D7}";

    public static string BatchId(int number) => $"{IdPrefix}batch-{number:D5}";
}

/// <summary>Where a page of a walk begins.</summary>
/// <param name="Number">Counts a window's pages from 0.</param>
/// <param name="After">Everybody made up to this time has been walked past.</param>
/// <param name="Behind">
/// Clerk's id of the last user of the page before, if more people than fit on a page share one millisecond: time alone
/// would not lead on from there.
/// </param>
/// <param name="Seen">Users listed on the pages before.</param>
public sealed record PageStart(int Number, long After, string? Behind, long Seen);
