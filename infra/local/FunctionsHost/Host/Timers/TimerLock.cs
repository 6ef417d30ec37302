using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>
/// The right to run a timer, which one instance at a time has: a lock of the operating system on a file of the state
/// folder, held as long as the file is open. The kernel gives it back however the process ends, <c>kill -9</c> included.
/// </summary>
internal static class TimerLock
{
    /// <summary>How often an instance without the right asks for it. A blob lease in Azure is asked for every 60 s; a file costs less.</summary>
    public static readonly TimeSpan PollingInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the right and holds it until disposed; without a state folder everybody has it.</summary>
    public static async Task<IDisposable?> Take(string function, HostState state, TimeProvider clock, ILogger logger, CancellationToken cancellation)
    {
        if (state.PathOf($"timers/{function}.lock") is not { } path)
        {
            return null;
        }

        var waits = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                if (!waits)
                {
                    logger.WaitsForLock(function, refused.Message);
                    waits = true;
                }
            }

            await Task.Delay(PollingInterval, clock, cancellation);
        }
    }
}
