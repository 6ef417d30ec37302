using Serverless.Tests.Support;
using Serverless.Users.Pending;
using Xunit;

namespace Serverless.Tests.Unit.Users.Pending;

public sealed class InviteeRulesTests(ITestOutputHelper output)
{
    private static readonly AddressKey Address = AddressKey.Of("mara@northwind.example");
    private static readonly OpenInvitation Mine = new("org_1", "ivt_1");
    private static readonly OpenInvitation OfAnotherScope = new("org_2", "ivt_2");

    private static readonly Dictionary<string, InviteeDocument?> States = new()
    {
        ["none"] = null,
        ["leaving"] = Held(null),
        ["mine"] = Held(null, Mine),
        ["mine and another"] = Held(null, OfAnotherScope, Mine),
        ["another of my scope"] = Held(null, new OpenInvitation(Mine.Scope, "ivt_3")),
        ["of another scope"] = Held(null, OfAnotherScope),
        ["full"] = Held(null, Many(InviteeRules.MostOpen)),
        ["full, with mine"] = Held(null, [.. Many(InviteeRules.MostOpen - 1), Mine]),
        ["nearly full"] = Held(null, Many(InviteeRules.MostOpen - 1)),
        ["claimed by me"] = Held(AUser.Subject.Subject, OfAnotherScope),
        ["claimed by me, settled"] = Held(AUser.Subject.Subject),
        ["claimed by another"] = Held("user_other", Mine),
        ["claimed by another, settled"] = Held("user_other"),
    };

    /// <summary>
    /// What becomes of an address in each state by opening an invitation, closing it, and claiming to be who is expected: what is held
    /// open afterwards, or why nothing is written. "leaving": the last invitation was closed, and the person is not withdrawn yet.
    /// </summary>
    private const string Table = """
                                     open        close       claim
        none                         1 open      nothing     foreign
        leaving                      leaving     leaving     foreign
        mine                         nothing     0 open      1 open, me
        mine and another             nothing     1 open      2 open, me
        another of my scope          taken       nothing     1 open, me
        of another scope             2 open      nothing     1 open, me
        full                         full        nothing     100 open, me
        full, with mine              nothing     99 open     100 open, me
        nearly full                  100 open    nothing     99 open, me
        claimed by me                2 open, me  nothing     nothing
        claimed by me, settled       1 open, me  nothing     nothing
        claimed by another           nothing     0 open, other foreign
        claimed by another, settled  1 open, other nothing   foreign
        """;

    [Fact]
    public void Every_step_in_every_state_has_the_effect_that_is_written_here()
    {
        var actual = States.Select(state => Words(
            $"{state.Key} {Effect(InviteeRules.Open(state.Value, Address, Mine, AnInvitation.Somebody))} "
            + $"{Effect(InviteeRules.Close(state.Value, Mine))} {Effect(InviteeRules.Claim(state.Value, AUser.Subject))}")).ToList();

        output.WriteLine(string.Join('\n', actual));
        Assert.Equal(Table.Split('\n').Skip(1).Select(Words), actual);
    }

    [Fact]
    public void First_invitation_makes_the_person_and_no_other_does()
    {
        var created = Assert.IsType<InviteeDecision.Create>(InviteeRules.Open(null, Address, Mine, AnInvitation.Somebody)).Document;
        var replaced = Assert.IsType<InviteeDecision.Replace>(InviteeRules.Open(created, Address, OfAnotherScope, AUser.Id)).Document;

        Assert.Equal((Address.Value, AnInvitation.Somebody), (created.Id, created.User));
        Assert.Equal((Address.Value, AnInvitation.Somebody), (replaced.Id, replaced.User));
        Assert.Equal([Mine, OfAnotherScope], replaced.Open);
    }

    [Fact]
    public void Who_took_the_address_is_told() => Assert.Equal(
        new InviteeDecision.Taken(new OpenInvitation(Mine.Scope, "ivt_3")),
        InviteeRules.Open(States["another of my scope"], Address, Mine, AnInvitation.Somebody));

    [Theory]
    [InlineData("Mara@Northwind.example")]
    [InlineData("MARA@NORTHWIND.EXAMPLE")]
    public void Case_of_an_address_makes_no_difference(string address) => Assert.Equal(Address, AddressKey.Of(address));

    [Fact]
    public void Key_of_an_address_tells_nothing_of_it() => Assert.Matches("^[0-9a-f]{64}$", Address.Value);

    private static InviteeDocument Held(string? claimedBy, params OpenInvitation[] open) =>
        new() { Id = Address.Value, User = AUser.Id, Open = open, ClaimedBy = claimedBy };

    private static OpenInvitation[] Many(int count) => [.. Enumerable.Range(100, count).Select(number => new OpenInvitation($"org_{number}", $"ivt_{number}"))];

    private static string Effect(InviteeDecision decision) => decision switch
    {
        InviteeDecision.Create { Document: var document } => Effect(document),
        InviteeDecision.Replace { Document: var document } => Effect(document),
        _ => decision.GetType().Name.ToLowerInvariant(),
    };

    private static string Effect(InviteeDocument document) => $"{document.Open.Count} open" + document.ClaimedBy switch
    {
        null => "",
        var claimedBy => claimedBy == AUser.Subject.Subject ? ", me" : ", other",
    };

    /// <summary>Columns are for the eye.</summary>
    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
