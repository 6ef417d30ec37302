using Serverless.Invitations;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Invitations;

public sealed class InvitationRulesTests(ITestOutputHelper output)
{
    /// <summary>
    /// What becomes of an invitation in each state by each event: a status; "same" if it is so already; "-" if it changes nothing.
    /// "granting": somebody came without the link, and we are making them a member. "turn": whoever has the invitation's turn says so.
    /// </summary>
    private const string Table = """
                              sent        refused     accepted    revoked     expired     was-member
        requested             sent        failed      accepted    revoked     expired     superseded
        sent                  same        -           accepted    revoked     expired     superseded
        sent, turn            same        failed      accepted    revoked     expired     superseded
        requested, granting   sent        failed      accepted    -           -           superseded
        sent, granting        same        -           accepted    -           -           superseded
        sent, granting, turn  same        failed      accepted    revoked     expired     superseded
        accepted              -           -           same        -           -           -
        revoked               -           -           -           same        -           -
        expired               -           -           -           -           same        -
        superseded            -           -           -           -           -           same
        failed                -           same        -           -           -           -
        """;

    [Fact]
    public void Every_event_in_every_state_has_the_effect_that_is_written_here()
    {
        var rows = Table.Split('\n').Skip(1).Select(row => row[..22].Trim()).Select(state => (state, Cells: AnInvitation.Events.Select(happened => Cell(state, happened))));
        var actual = string.Join('\n', [Header(), .. rows.Select(row => Line(row.state, row.Cells))]);

        output.WriteLine(actual);
        Assert.Equal(Table.ReplaceLineEndings("\n"), actual);
    }

    [Fact]
    public void No_state_and_no_event_is_missing_in_the_table()
    {
        Assert.All(Enum.GetNames<InvitationStatus>(), status => Assert.Contains($"\n{status.ToLowerInvariant()} ", Table, StringComparison.Ordinal));
        Assert.Equal(typeof(InvitationEvent).GetNestedTypes().Length, AnInvitation.Events.Select(happened => happened.GetType()).Distinct().Count());
    }

    [Theory]
    [InlineData(InvitationStatus.Accepted)]
    [InlineData(InvitationStatus.Revoked)]
    [InlineData(InvitationStatus.Expired)]
    [InlineData(InvitationStatus.Superseded)]
    [InlineData(InvitationStatus.Failed)]
    public void What_has_ended_ends_in_no_other_way(InvitationStatus status) => Assert.All(
        AnInvitation.Events,
        happened => Assert.Equal(status, After(AnInvitation.That(status), happened, hasTurn: true).Status));

    [Fact]
    public void Address_is_forgotten_once_somebody_came() => Assert.All(
        new InvitationEvent[] { new InvitationEvent.Accepted(AnInvitation.Somebody), new InvitationEvent.WasMember(AnInvitation.Somebody) },
        happened =>
        {
            var ended = After(AnInvitation.That(InvitationStatus.Sent), happened);
            Assert.Equal((null, AnInvitation.Somebody), (ended.Email, ended.User));
        });

    [Fact]
    public void What_has_ended_is_kept_for_90_days_and_what_is_open_for_ever()
    {
        Assert.Equal(90 * 24 * 60 * 60, After(AnInvitation.That(InvitationStatus.Sent), new InvitationEvent.Revoked()).Ttl);
        Assert.Null(After(AnInvitation.That(InvitationStatus.Requested), new InvitationEvent.Sent("orginv_1", null)).Ttl);
    }

    [Fact]
    public void Who_accepted_may_become_known_later()
    {
        var accepted = After(AnInvitation.That(InvitationStatus.Sent), new InvitationEvent.Accepted(null));

        Assert.Equal(AUser.Id, accepted.User);
        Assert.Equal(AnInvitation.Somebody, After(accepted, new InvitationEvent.Accepted(AnInvitation.Somebody)).User);
    }

    [Fact]
    public void A_turn_ends_by_itself()
    {
        var taken = InvitationRules.Taken(AnInvitation.That(InvitationStatus.Sent), granting: null, AnInvitation.Now);

        Assert.False(InvitationRules.IsFree(taken, AnInvitation.Now + InvitationRules.LongestTurn - TimeSpan.FromTicks(1)));
        Assert.True(InvitationRules.IsFree(taken, AnInvitation.Now + InvitationRules.LongestTurn));
    }

    private static string Header() => Line("", AnInvitation.Events.Select(InvitationMetrics.Name));

    private static string Line(string state, IEnumerable<string> cells) =>
        (state.PadRight(22) + string.Concat(cells.Select(cell => cell.PadRight(12)))).TrimEnd();

    private static string Cell(string state, InvitationEvent happened)
    {
        var parts = state.Split(", ");
        var held = AnInvitation.That(Enum.Parse<InvitationStatus>(parts[0], ignoreCase: true), parts.Contains("granting"));
        return InvitationRules.Decide(held, happened, parts.Contains("turn"), AnInvitation.Now) switch
        {
            InvitationDecision.Replace { Document.Status: var status } => $"{status}".ToLowerInvariant(),
            InvitationDecision.Duplicate => "same",
            _ => "-",
        };
    }

    private static InvitationDocument After(InvitationDocument held, InvitationEvent happened, bool hasTurn = false) =>
        InvitationRules.Decide(held, happened, hasTurn, AnInvitation.Now) is InvitationDecision.Replace { Document: var document } ? document : held;
}
