namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>A folder for the host's state that is gone after the test.</summary>
internal sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("functions-host-").FullName;

    public string Setting => $"LocalHostStateFolder={Path}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
