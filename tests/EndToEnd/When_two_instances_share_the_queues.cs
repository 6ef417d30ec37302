using System.Collections.Concurrent;
using Local.Stack;
using Local.Stack.Demo;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.EndToEnd;

public sealed class When_two_instances_share_the_queues
{
    private const int Events = 2000;
    private const int AtATime = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_2000_events_is_applied_once_and_both_instances_did_work()
    {
        var created = new ConcurrentBag<string>();
        void Watch(string line)
        {
            if (line.EndsWith(": created", StringComparison.Ordinal))
            {
                created.Add(line);
            }
        }

        await using var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(instances: 2), changed: StackSettings.NoTimers), Watch, Cancellation);
        using var door = new WebhookSender(stack.Settings.WebhookAddress, stack.Settings.SigningSecret);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Events),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = Cancellation },
            async (i, token) => Assert.Equal(202, (int)(await door.Send(
                TestStack.NewId(), Payloads.With("user.created", ("id", $"user_shared{i}")), token)).Status));
        await using var view = new DemoView(stack.Settings);
        await view.UntilQuiet(TimeSpan.FromMinutes(2), Cancellation);

        await TestStack.Until(() => created.Count >= Events, "the last lines of the instances");
        var first = created.Count(line => line.StartsWith("1 |", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage($"{Events} events: {first} by one instance, {created.Count - first} by the other");
        Assert.Equal(Events, created.Count);
        Assert.InRange(first, 1, Events - 1);
    }
}
