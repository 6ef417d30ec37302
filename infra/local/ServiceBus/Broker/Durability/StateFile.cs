using Local.Journal;

namespace Local.ServiceBus.Durability;

/// <summary>Where a queue is kept, and when that file is shortened.</summary>
internal sealed record StateFile(string Path, JournalOptions Options)
{
    private const int LongestName = 240;

    /// <summary>The file of a queue in a folder. Queue names ignore case, so it is the lower-case name, with '/' escaped.</summary>
    /// <exception cref="ArgumentException">The name is too long for a file.</exception>
    public static StateFile In(string folder, string queue)
    {
        var name = Uri.EscapeDataString(queue.ToLowerInvariant());
        return name.Length <= LongestName
            ? new StateFile(System.IO.Path.Combine(folder, name + ".journal"), new JournalOptions())
            : throw new ArgumentException($"Queue '{queue}': a name of {name.Length} characters, '/' as three, is too long for a file.");
    }
}
