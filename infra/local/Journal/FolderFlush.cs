using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Local.Journal;

/// <summary>Makes a renaming inside a folder survive a loss of power. .NET has no call for it.</summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The system reported an error.</exception>
    public static void Flush(string folder)
    {
        // NTFS journals a renaming by itself.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failed(folder);
        }

        try
        {
            if (Sync(descriptor) < 0)
            {
                throw Failed(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string folder) =>
        new($"Folder '{folder}' cannot be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
