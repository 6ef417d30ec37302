using System.Globalization;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Reconciliation;

/// <summary>
/// A piece of a run's work that one message does: a page of Clerk's list, the members of some organizations, or a batch of those
/// whom no page named. Made when the piece is begun, so that whoever does it again after a crash goes on as the first did.
/// </summary>
public sealed record PartDocument
{
    /// <summary>Ids begin so, which keeps parts apart from reports and repairs in their partition.</summary>
    public const string IdPrefix = "part-";

    /// <summary>The one part that looks for memberships of organizations that there are not.</summary>
    public const string StraysId = IdPrefix + "strays";

    private const string BatchPrefix = IdPrefix + "batch-";
    private const int NumberDigits = 5;
    private const string NumberFormat = "D5";

    public required RunId Run { get; init; }

    /// <summary>The prefix and the part's name.</summary>
    public required string Id { get; init; }

    /// <summary>Which of the run's windows a page is of; null for all else.</summary>
    public int? Window { get; init; }

    /// <summary>Counts from 0 a window's pages, a run's batches, or how often the rest of some organizations was left to another part.</summary>
    public required int Number { get; init; }

    public required bool IsDone { get; init; }

    /// <summary>Where the next page of the window begins; null on the last, and on batches.</summary>
    public PageStart? Next { get; init; }

    /// <summary>Clerk's ids: on a page, of documents it should have named and did not; on a batch, of those to be asked for.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>
    /// Clerk's ids of organizations whose members are to be compared: on a page, those it listed; else those that are left. None
    /// once the part is done.
    /// </summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    /// <summary>Where in the members of the first of <see cref="Organizations"/> to go on; null at their beginning.</summary>
    public PageStart? From { get; init; }

    /// <summary>Members whom the list of their organization should have named and did not; on a batch, those to be asked for.</summary>
    public IReadOnlyList<AbsentMember> AbsentMembers { get; init; } = [];

    public RunTotals Totals { get; init; } = new();

    /// <summary>By our clock, in milliseconds since the Unix epoch.</summary>
    public required long UpdatedAt { get; init; }

    public int Ttl { get; init; } = Retention.Seconds;

    [JsonIgnore]
    public bool IsPage => Window is not null;

    [JsonIgnore]
    public bool IsBatch => Id.StartsWith(BatchPrefix, StringComparison.Ordinal);

    [JsonIgnore]
    public string Name => Id[IdPrefix.Length..];

    /// <summary>Of the part that does what this one leaves.</summary>
    [JsonIgnore]
    public string FollowingId => $"{Id[..^NumberDigits]}{(Number + 1).ToString(NumberFormat, CultureInfo.InvariantCulture)}";

    public static string PageId(int window, int number) => $"{IdPrefix}page-{window:D4}-{number:D7}";

    public static string BatchId(int number) => $"{BatchPrefix}{number:D5}";

    /// <summary>Of the first part that compares the members of some organizations; what it leaves has its <see cref="FollowingId"/>.</summary>
    /// <param name="page">Of organizations.</param>
    /// <param name="batch">Counts those of the page from 0.</param>
    public static string MembersId(int page, int batch) => $"{IdPrefix}members-{page:D7}-{batch:D3}-{0:D5}";
}

/// <summary>Somebody whom we hold for a member, and Clerk did not list.</summary>
public sealed record AbsentMember(OrganizationId Organization, UserId User);

/// <summary>Where a page of a walk begins.</summary>
/// <param name="Number">Counts a window's pages from 0.</param>
/// <param name="After">Everybody made up to this time has been walked past.</param>
/// <param name="Behind">
/// Clerk's id of the last user of the page before, if more people than fit on a page share one millisecond: time alone
/// would not lead on from there.
/// </param>
/// <param name="Seen">How many were listed on the pages before.</param>
public sealed record PageStart(int Number, long After, string? Behind, long Seen);
