using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Shell = Serverless.Tests.Peers.CommandLine;

namespace Serverless.Benchmarks.Peer;

/// <summary>A PostgreSQL cluster with its default settings in a temporary folder, on a loopback port, gone afterwards.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "postgres";

    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(1);

    private readonly string binaries;
    private readonly string folder;
    private readonly ServerProcess server;

    private PrivatePostgres(string binaries, string folder, ServerProcess server, int port)
    {
        this.binaries = binaries;
        this.folder = folder;
        this.server = server;
        Url = $"postgres://{User}@127.0.0.1:{port}/postgres";
    }

    public string Url { get; }

    /// <summary>The newest installation on this machine, in Debian's place or on the PATH; null if there is none.</summary>
    public static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian)
            ? Directory.EnumerateDirectories(debian).OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
            : Enumerable.Empty<string>();
        return versions.Select(path => Path.Combine(path, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")));
    }

    public static async Task<PrivatePostgres> Start(string binaries, int port, CancellationToken cancellation)
    {
        var folder = (await Run(StepLimit, "mktemp", "--directory", "--tmpdir", "postgres.XXXXXX")).Trim();
        try
        {
            await Run(StepLimit, Path.Combine(binaries, "initdb"), "--pgdata", folder, "--username", User, "--auth", "trust", "--no-sync");
            string[] arguments =
            [
                "-D", folder, "-c", $"port={port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}",
            ];
            var start = new ProcessStartInfo { WorkingDirectory = Path.GetTempPath() };
            (start.FileName, var all) = AsUser([Path.Combine(binaries, "postgres"), .. arguments]);
            all.ToList().ForEach(start.ArgumentList.Add);
            var server = await ServerProcess.Start(start, "ready to accept connections", cancellation);
            return new PrivatePostgres(binaries, folder, server, port);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Of the server and all of its processes. They live as long as their connections, which are kept.</summary>
    public TimeSpan ProcessorTime()
    {
        // The process we started may be runuser, which stays beside the server; the server writes its own id into its folder.
        var main = Number(File.ReadLines(Path.Combine(folder, "postmaster.pid")).First());
        var ticks = Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _))
            .Select(ReadStatus)
            .Where(status => status is not null && (status.Value.Id == main || status.Value.Parent == main))
            .Sum(status => status!.Value.Ticks);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        await Run(StepLimit, Path.Combine(binaries, "pg_ctl"), "stop", "--mode", "fast", "--wait", "--pgdata", folder);
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // What Linux counts in, on every architecture (proc(5), sysconf(_SC_CLK_TCK)).
    private const int TicksPerSecond = 100;

    /// <summary>Fields 1, 4, 14 and 15 of /proc/[pid]/stat, see proc(5); null for a process that has ended meanwhile.</summary>
    private static (int Id, int Parent, long Ticks)? ReadStatus(string process)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(process, "stat"));
            // The name, in parentheses, may hold anything.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(Path.GetFileName(process)), Number(fields[1]), Number(fields[11]) + (long)Number(fields[12]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<string> Run(TimeSpan limit, params string[] command)
    {
        var (program, arguments) = AsUser(command);
        return await Shell.RunAsync(program, Path.GetTempPath(), limit, arguments) is { ExitCode: 0 } done
            ? done.Output
            : throw new LoadException($"{string.Join(' ', command)} failed.");
    }

    /// <summary>PostgreSQL refuses to run as root, so root lets it run as the user that its package made.</summary>
    private static (string Program, string[] Arguments) AsUser(string[] command) =>
        Environment.IsPrivilegedProcess ? ("runuser", ["-u", User, "--", .. command]) : (command[0], command[1..]);
}
