namespace Serverless.Identity.History;

/// <summary>
/// By which door the work at hand came in: set where it begins, read by whatever is done for it, wherever that runs. Without one it is
/// a request of a client.
/// </summary>
/// <param name="Door">A stable name.</param>
/// <param name="What">The type of an event, or the kind of work.</param>
/// <param name="Reference">The id of the message, or of the run.</param>
public sealed record Origin(string Door, string What, string? Reference)
{
    private static readonly AsyncLocal<Origin?> At = new();

    private static readonly Origin Request = new(Doors.Request, "first-seen", null);

    public static Origin Current => At.Value ?? Request;

    /// <summary>Until the method that calls it returns.</summary>
    public static void Begin(string door, string what, string? reference) => At.Value = new Origin(door, what, reference);
}

/// <summary>Where what we know of people comes from.</summary>
public static class Doors
{
    public const string Webhook = "webhook";
    public const string Request = "request";
    public const string Reconcile = "reconcile";
    public const string Invitation = "invitation";
}
