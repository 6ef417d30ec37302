using System.Text.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>A client that shares no line with us, from sign-up to deletion: <c>@clerk/backend</c> towards Clerk, fetch towards the API.</summary>
[Collection(SharedPeer.Name)]
public sealed class JavaScriptClientTests(Peer peer)
{
    [Fact]
    public async Task Somebody_signs_up_changes_their_name_gets_a_role_and_leaves()
    {
        await using var stack = await TestStack.Start();

        var seen = (await peer.WalkAsync(stack.Emulators.Clerk.Address, stack.App.Http.BaseAddress!, "sk_test_local")).Value;

        var id = Text(seen, "signedUp", "body", "id");
        Assert.StartsWith("usr_", id, StringComparison.Ordinal);
        Assert.Equal((200, "Mara", "mara@people.example"), (Status("signedUp"), Text(seen, "signedUp", "body", "firstName"), Text(seen, "signedUp", "body", "email")));
        Assert.Equal(304, Status("unchanged"));
        Assert.Equal((200, id), (Status("self"), Text(seen, "self", "body", "id")));
        Assert.Equal(id, Text(seen, "renamed", "body", "id"));
        Assert.Equal((403, "role-missing"), (Status("refused"), Text(seen, "refused", "body", "code")));
        Assert.Equal(202, Status("promoted"));
        Assert.Equal("admin", Text(seen, "metadata", "role"));
        Assert.Equal((200, 2), (Status("listed"), seen.GetProperty("listed").GetProperty("body").GetProperty("items").GetArrayLength()));
        Assert.Equal(204, Status("deleted"));
        Assert.Equal((403, "user-deleted"), (Status("after"), Text(seen, "after", "body", "code")));
        Assert.Equal(1, seen.GetProperty("left").GetInt32());
        Assert.Equal((200, "deleted"), (Status("tombstone"), Text(seen, "tombstone", "body", "status")));

        int Status(string step) => seen.GetProperty(step).GetProperty("status").GetInt32();
    }

    private static string Text(JsonElement json, params string[] path) =>
        path.Aggregate(json, (at, name) => at.GetProperty(name)).GetString()!;
}
