using System.Diagnostics;

namespace Serverless.Platform.Telemetry;

/// <summary>
/// The app's own spans, named and attributed as OpenTelemetry's semantic conventions say (https://opentelemetry.io/docs/specs/semconv).
/// They hold bounded names and ids: no address, no query string, no text of an exception. While nobody listens, none is made.
/// </summary>
public static class Spans
{
    /// <summary>The source under which all spans of the app are found.</summary>
    public const string SourceName = "Serverless";

    private const string ErrorType = "error.type";

    private static readonly ActivitySource Source = new(SourceName);

    private static readonly AsyncLocal<ActivityContext> Invocation = new();

    /// <summary>False while nobody listens. Ask before anything is computed for a span only.</summary>
    public static bool AreHeard => Source.HasListeners();

    /// <summary>
    /// Makes what follows in this call part of the trace that the host handed over. The worker's own span, which would lie in between,
    /// is not recorded: it takes over the texts of exceptions.
    /// </summary>
    public static void ContinueFrom(string? traceParent, string? traceState) =>
        Invocation.Value = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var host) ? host : default;

    /// <summary>What a span that begins now is part of; nothing, if nothing is recorded or handed over.</summary>
    public static ActivityContext Current => Activity.Current?.Context ?? Invocation.Value;

    /// <summary>A span inside <see cref="Current"/>, or null if nobody listens or it is not sampled. It ends when disposed.</summary>
    /// <param name="name">Of few values: no id in it.</param>
    public static Activity? Start(string name, ActivityKind kind) =>
        Source.StartActivity(name, kind, Activity.Current is null ? Invocation.Value : default);

    /// <summary>
    /// A span inside the trace of something that came along. If that is not the trace of what brought it, the span links there, so that
    /// either can be found from the other.
    /// </summary>
    /// <param name="trace">W3C trace parent; without a valid one the span is inside <see cref="Current"/>.</param>
    public static Activity? StartIn(string? trace, string name, ActivityKind kind)
    {
        var current = Current;
        if (!ActivityContext.TryParse(trace, null, isRemote: true, out var own) || own.TraceId == current.TraceId)
        {
            return Start(name, kind);
        }

        return Source.StartActivity(name, kind, own, links: current == default ? null : [new ActivityLink(current)]);
    }

    /// <summary>Marks the work of the span as failed.</summary>
    /// <param name="type">A stable name.</param>
    public static void Fail(this Activity? span, string type)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag(ErrorType, type);
        }
    }

    /// <summary>Marks the work of the span as failed, by the exception's type and nothing else of it.</summary>
    public static void Fail(this Activity? span, Exception failure) => span.Fail(failure.GetType().FullName!);
}
