using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Platform.Telemetry;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>
/// Listens to the app's spans as a tracer does: what a caller or a message says is not sampled is not recorded. Other tests run in the
/// same process at the same time, so spans are asked for by trace.
/// </summary>
internal sealed class HeardSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public HeardSpans()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Those that were recorded, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) =>
        [.. ended.Where(span => span.TraceId == trace && span.Recorded).OrderBy(span => span.StartTimeUtc)];

    public Activity One(ActivityTraceId trace, string name) => Assert.Single(Of(trace), span => span.DisplayName == name);

    /// <summary>Names of a span and of those it is inside of, innermost first.</summary>
    public string Path(Activity span)
    {
        var parent = Of(span.TraceId).SingleOrDefault(other => other.SpanId == span.ParentSpanId);
        return span.DisplayName + (parent is null ? "" : " < " + Path(parent));
    }

    public void Dispose() => listener.Dispose();
}

/// <summary>A caller who has a trace already, which the HTTP client of this process hands on.</summary>
internal sealed class ACaller : IDisposable
{
    private readonly Activity activity = new("caller");

    private ACaller(ActivityTraceFlags flags)
    {
        activity.ActivityTraceFlags = flags;
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    public ActivityTraceId Trace => activity.TraceId;

    public static ACaller Sampled() => new(ActivityTraceFlags.Recorded);

    public static ACaller SampledOut() => new(ActivityTraceFlags.None);

    public void Dispose() => activity.Dispose();
}
