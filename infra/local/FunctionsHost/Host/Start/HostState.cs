using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// What the host keeps on disk for all instances that share the folder named by the setting <c>LocalHostStateFolder</c>:
/// <c>keys.json</c>, and <c>timers/</c> with the status and the lock of each timer. Without the setting nothing outlives
/// the process and nothing is shared.
/// </summary>
internal sealed class HostState
{
    private readonly string? folder;

    private HostState(string? folder) => this.folder = folder;

    public static HostState Open(IConfiguration settings, StartProblems problems)
    {
        if (settings["LocalHostStateFolder"] is not { Length: > 0 } folder)
        {
            return new HostState(null);
        }

        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "timers"));
            var probe = Path.Combine(folder, $"{Guid.NewGuid():N}.probe");
            File.WriteAllText(probe, "can this folder be written?");
            File.Delete(probe);
            return new HostState(Path.GetFullPath(folder));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            problems.Add($"LocalHostStateFolder: the folder '{folder}' cannot be written: {refused.Message}");
            return new HostState(null);
        }
    }

    /// <summary>Null when nothing is kept.</summary>
    public string? PathOf(string name) => folder is null ? null : Path.Combine(folder, name);

    /// <summary>The content, or null when there is none.</summary>
    public byte[]? Read(string name) => PathOf(name) is { } path && File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>
    /// Replaces the content as a whole, on disk when this returns; a crash leaves the old or the new, nothing between. Files
    /// can be read by their owner alone.
    /// </summary>
    /// <returns>False when there is a content already and it should stay.</returns>
    public bool Write(string name, ReadOnlySpan<byte> content, bool overwrite = true)
    {
        if (PathOf(name) is not { } path)
        {
            return true;
        }

        var written = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(written, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, path, overwrite);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(written);
        }
    }
}
