namespace Serverless.Benchmarks.Micro;

/// <summary>Recorded events: the files under tests/Payloads.</summary>
internal static class Recorded
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", name + ".json"));
}
