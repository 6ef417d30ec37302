using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>The status of monitored timers, one file each in the state folder; without a folder, in memory.</summary>
internal sealed class TimerStatusStore(HostState state, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger("Host.Triggers.Timer");
    private readonly ConcurrentDictionary<string, TimerStatus> inMemory = new();

    /// <summary>Null before the first write, and when the file cannot be read: better a timer that begins anew than none.</summary>
    public TimerStatus? Read(string function)
    {
        if (state.PathOf(FileOf(function)) is null)
        {
            return inMemory.GetValueOrDefault(function);
        }

        try
        {
            return state.Read(FileOf(function)) is { } content ? JsonSerializer.Deserialize<TimerStatus>(content) : null;
        }
        catch (Exception damaged) when (damaged is JsonException or IOException or UnauthorizedAccessException)
        {
            logger.StatusUnreadable(function, damaged.Message);
            return null;
        }
    }

    /// <summary>A status that cannot be written is said loudly and stops no timer; after a restart a run may then repeat.</summary>
    public void Write(string function, TimerStatus status)
    {
        inMemory[function] = status;
        try
        {
            state.Write(FileOf(function), JsonSerializer.SerializeToUtf8Bytes(status));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            logger.StatusNotWritten(function, refused.Message);
        }
    }

    private static string FileOf(string function) => $"timers/{function}.json";
}
