using System.Text.Json;

namespace Serverless.Cli.App;

/// <summary>The function key that the local Functions host made at its first start, and keeps beside the emulators' state.</summary>
internal static class LocalKey
{
    /// <summary>As <c>dotnet run --project infra/local/Stack</c> puts it, unless it is told another folder.</summary>
    private static readonly string File = Path.Combine(".local", "host", "keys.json");

    /// <summary>The key, or null if there is none that can be read.</summary>
    public static string? Find(string? repository)
    {
        if (repository is null)
        {
            return null;
        }

        try
        {
            using var keys = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(repository, File)));
            return keys.RootElement.GetProperty("Default").GetString();
        }
        catch (Exception absent) when (absent
            is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
