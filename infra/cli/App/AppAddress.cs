namespace Serverless.Cli.App;

/// <summary>Where the app is, and the key to its operators' doors.</summary>
/// <param name="Key">Null if none is known.</param>
internal sealed record AppAddress(Uri Url, string? Key)
{
    private const string Default = "http://127.0.0.1:7071";

    public bool IsOnThisMachine => Url.IsLoopback;

    /// <summary>Where events of Clerk's go.</summary>
    public Uri Door => new(Url, "api/webhooks/clerk");

    /// <param name="url">As given; null if it was not.</param>
    /// <param name="key">As given; null if it was not.</param>
    /// <param name="surroundings">Where they are looked for if they were not given.</param>
    public static AppAddress Of(string? url, string? key, Surroundings surroundings)
    {
        var text = url ?? surroundings.Environment.GetValueOrDefault("SERVERLESS_URL") ?? Default;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            throw new ToolException(ExitCode.WrongUsage, $"'{text}' is not an address such as {Default}.");
        }

        var found = key ?? surroundings.Environment.GetValueOrDefault("SERVERLESS_KEY");
        return new AppAddress(address, found is { Length: > 0 } ? found : address.IsLoopback ? LocalKey.Find(surroundings.Repository) : null);
    }
}
