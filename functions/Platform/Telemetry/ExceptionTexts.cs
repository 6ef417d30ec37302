using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Serverless.Platform.Telemetry;

/// <summary>
/// Takes the text of an exception out of a log record before it leaves the app: an SDK's may quote what it was given. Its type and where
/// it came from stay, under the names that OpenTelemetry has for them (https://opentelemetry.io/docs/specs/semconv/exceptions).
/// </summary>
internal sealed class ExceptionTexts : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is { } failure)
        {
            data.Attributes =
            [
                .. data.Attributes ?? [],
                new("exception.type", failure.GetType().FullName),
                // Of the exception itself: frames only. Its ToString would begin with the text.
                new("exception.stacktrace", failure.StackTrace),
            ];
            data.Exception = null;
        }
    }
}
