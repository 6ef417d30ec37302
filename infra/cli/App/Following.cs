namespace Serverless.Cli.App;

/// <summary>Looks at a run that goes on elsewhere until it has ended, and tells on standard error how it gets on.</summary>
internal static class Following
{
    /// <param name="name">Of the run.</param>
    /// <param name="inShort">How it is; said again only when it is another.</param>
    /// <param name="ifLeft">What is said when the person does not want to wait any longer.</param>
    public static async Task<AppAnswer<T>> ToTheEnd<T>(
        Call call,
        string name,
        Func<CancellationToken, Task<AppAnswer<T>>> look,
        Func<T, bool> hasEnded,
        Func<T, string> inShort,
        string ifLeft,
        CancellationToken cancellation)
    {
        string? said = null;
        try
        {
            while (true)
            {
                var answer = await look(cancellation);
                if (inShort(answer.Value) is var now && now != said)
                {
                    call.Tell($"{name}: {said = now}");
                }

                if (hasEnded(answer.Value))
                {
                    return answer;
                }

                await Task.Delay(call.Surroundings.PollEvery, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Tell(ifLeft);
            throw;
        }
    }
}
