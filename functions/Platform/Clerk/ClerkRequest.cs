namespace Serverless.Platform.Clerk;

/// <summary>What is asked of Clerk.</summary>
/// <param name="Endpoint">For example <c>GET /users/{id}</c>: what metrics call it.</param>
/// <param name="Address">Below the version, without a leading slash, with its query.</param>
internal sealed record ClerkRequest(HttpMethod Method, string Endpoint, string Address, byte[]? Body = null)
{
    /// <summary>Asking twice has the effect of asking once, so it is tried again after a failure that does not say whether it was done.</summary>
    public required bool IsRepeatable { get; init; }

    /// <summary>Counts against what Clerk allows the instance as a whole.</summary>
    public bool IsLimited { get; init; } = true;

    /// <summary>Has a limit of its own at Clerk, by hour or by person: being over it says nothing about other requests.</summary>
    public bool HasOwnLimit { get; init; }

    /// <summary>An id as one segment of a path.</summary>
    /// <exception cref="ArgumentException">It would turn the path into another one: that of the list, or of a parent.</exception>
    public static string Segment(string id) => id is "" or "." or ".."
        ? throw new ArgumentException($"'{id}' is no id.", nameof(id))
        : Uri.EscapeDataString(id);
}
