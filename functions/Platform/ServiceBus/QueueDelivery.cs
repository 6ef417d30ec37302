using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Serverless.Platform.Failures;
using Serverless.Platform.Telemetry;
using Serverless.Platform.Telemetry.Vitals;

namespace Serverless.Platform.ServiceBus;

/// <summary>What a handler made of a message.</summary>
public abstract record Handled
{
    private Handled()
    {
    }

    /// <summary>It had its effect, or needs none.</summary>
    public sealed record Done : Handled;

    /// <summary>It can never be handled; a person must look.</summary>
    /// <param name="Reason">A stable name.</param>
    public sealed record Unreadable(string Reason, string Description) : Handled;
}

/// <summary>
/// Carries one message to its handler and settles what the host cannot: an unreadable message is dead-lettered at its
/// first delivery, a failure that passes is waited for, and anything unforeseen leaves the function, so that the broker
/// delivers the message again and, after its limit, dead-letters it.
/// </summary>
public sealed partial class QueueDelivery
{
    private readonly QueueSenders senders;
    private readonly RedeliveryPolicy policy;
    private readonly QueueMetrics metrics;
    private readonly VitalSigns vitals;
    private readonly TimeProvider clock;
    private readonly ILogger<QueueDelivery> logger;
    private readonly ResiliencePipeline retry;

    public QueueDelivery(
        QueueSenders senders, RedeliveryPolicy policy, QueueMetrics metrics, VitalSigns vitals, TimeProvider clock, ILogger<QueueDelivery> logger)
    {
        this.senders = senders;
        this.policy = policy;
        this.metrics = metrics;
        this.vitals = vitals;
        this.clock = clock;
        this.logger = logger;
        retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is { } failure && TransientFailures.IsWorthRetryingAtOnce(failure)),
                MaxRetryAttempts = policy.RetriesInHandler,
                Delay = policy.FirstBackoff,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <param name="queue">Where the message came from, and where it returns to when it is set aside.</param>
    public async Task Deliver(
        string queue,
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        Func<CancellationToken, Task<Handled>> handle,
        CancellationToken cancellation)
    {
        using var span = MessageSpans.StartProcess(queue, message);
        try
        {
            var handled = await retry.ExecuteAsync(async token => await handle(token), cancellation);
            if (handled is Handled.Unreadable unreadable)
            {
                span.Fail(unreadable.Reason);
                LogUnreadable(queue, message.MessageId, unreadable.Reason);
                await DeadLetter(queue, message, actions, unreadable.Reason, unreadable.Description, cancellation);
                return;
            }

            metrics.Delivered(queue, "handled");
            if (ReceivedAt.Of(message) is { } receivedAt)
            {
                vitals.Handled(queue, receivedAt);
            }
        }
        catch (Exception failure) when (TransientFailures.IsTransient(failure))
        {
            span.Fail(failure);
            await SetAside(queue, message, actions, failure, cancellation);
        }
        catch (Exception unforeseen)
        {
            span.Fail(unforeseen);
            throw;
        }
    }

    private async Task SetAside(
        string queue, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, Exception failure, CancellationToken cancellation)
    {
        var copy = DelayedCopy.Of(message);
        if (copy.TimesSetAside > policy.MaxTimesSetAside)
        {
            LogExhausted(queue, message.MessageId, policy.MaxTimesSetAside, failure);
            await DeadLetter(queue, message, actions, DeadLettering.RetriesExhausted, failure.GetType().Name, cancellation);
            return;
        }

        var delay = policy.DelayAfter(copy.TimesSetAside - 1, Random.Shared.NextDouble());
        LogSetAside(queue, message.MessageId, copy.TimesSetAside, delay.TotalSeconds, failure);
        await senders.To(queue).ScheduleMessageAsync(copy.Message, clock.GetUtcNow() + delay, cancellation);
        await actions.CompleteMessageAsync(message, cancellation);
        metrics.Delivered(queue, "set-aside");
    }

    private async Task DeadLetter(
        string queue,
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        string reason,
        string description,
        CancellationToken cancellation)
    {
        var at = new Dictionary<string, object> { [DeadLettering.TimeProperty] = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        await actions.DeadLetterMessageAsync(message, at, reason, description, cancellation);
        metrics.Delivered(queue, reason);
    }

    [LoggerMessage(LogLevel.Error, "Message {MessageId} of {Queue} cannot be read and is dead-lettered: {Reason}")]
    private partial void LogUnreadable(string queue, string messageId, string reason);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} of {Queue} is set aside, time {Times}, for {Seconds:0} s")]
    private partial void LogSetAside(string queue, string messageId, int times, double seconds, Exception failure);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} of {Queue} is dead-lettered after being set aside {Times} times")]
    private partial void LogExhausted(string queue, string messageId, int times, Exception failure);
}
