using Local.Clerk.Store;
using Local.Journal;

namespace Local.Clerk.Webhooks;

/// <summary>
/// Makes the attempts to deliver messages when they are due, so many at a time. A message counts as delivered when its endpoint
/// answered; what a crash left open is sent again, with the same id.
/// </summary>
internal sealed class WebhookOutbox : IAsyncDisposable
{
    private const int MaxInFlight = 32;

    private readonly ClerkState state;
    private readonly ClerkSimulatorOptions options;
    private readonly ClerkMetrics metrics;
    private readonly ClerkFaults faults;
    private readonly RetrySchedule schedule;
    private readonly WebhookPost[] endpoints;
    private readonly ITimer timer;
    private readonly CancellationTokenSource closed = new();

    // What follows is guarded by this.
    private readonly Lock gate = new();
    private readonly PriorityQueue<Attempt, (DateTimeOffset Due, long Order)> waiting = new();
    private readonly List<TaskCompletionSource> resting = [];
    private int inFlight;
    private long order;

    public WebhookOutbox(ClerkState state, ClerkSimulatorOptions options, ClerkMetrics metrics, ClerkFaults faults)
    {
        this.state = state;
        this.options = options;
        this.metrics = metrics;
        this.faults = faults;
        schedule = new RetrySchedule(options.RetrySpeed, options.RetryJitter, options.Seed is { } seed ? new Random(seed) : new Random());
        endpoints = [.. options.Endpoints.Select(endpoint => new WebhookPost(endpoint, options.Clock))];
        timer = options.Clock.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes up what an earlier run has not delivered. What was meant for an endpoint that is no more ends.</summary>
    public void Resume()
    {
        lock (state.Gate)
        {
            foreach (var message in state.Messages.All.ToList())
            {
                foreach (var gone in message.Deliveries.Where(each => each.Endpoint >= endpoints.Length))
                {
                    Commit(new StateChange.DeliveryEnded(message.Id, gone.Number));
                }

                var open = message.Deliveries.Where(each => each.Endpoint < endpoints.Length).ToList();
                metrics.CountRestored(open.Count);
                open.ForEach(delivery => Add(new Attempt(message, delivery, Task.CompletedTask)));
            }
        }

        Pump();
    }

    /// <summary>What is to be delivered of a new message, faults taken into account.</summary>
    public IReadOnlyList<Delivery> Plan(string message, string type, DateTimeOffset now)
    {
        var deliveries = new List<Delivery>(endpoints.Length);
        var (lost, extra) = (0, 0);
        for (var endpoint = 0; endpoint < endpoints.Length; endpoint++)
        {
            var rule = faults.OnWebhook(type);
            switch (rule?.Action)
            {
                case ClerkFaultAction.DropWebhook:
                    lost++;
                    continue;
                case ClerkFaultAction.DuplicateWebhook:
                    extra++;
                    deliveries.Add(new Delivery(message, deliveries.Count, endpoint, 0, now));
                    break;
            }

            var late = rule?.Action switch
            {
                ClerkFaultAction.DelayWebhook delay => delay.Time,
                ClerkFaultAction.ReorderWebhook reorder => reorder.Within * rule.Draw(),
                _ => TimeSpan.Zero,
            };
            deliveries.Add(new Delivery(message, deliveries.Count, endpoint, 0, now + late));
        }

        metrics.CountQueued(endpoints.Length, lost, extra);
        return deliveries;
    }

    /// <param name="durable">Completes when the message is on disk; it is not sent before.</param>
    public void Send(IEnumerable<WebhookMessage> messages, Task durable)
    {
        foreach (var message in messages)
        {
            foreach (var delivery in message.Deliveries)
            {
                Add(new Attempt(message, delivery, durable));
            }
        }

        Pump();
    }

    /// <summary>Completes when nothing is under way and nothing is due.</summary>
    public Task RestAsync()
    {
        lock (gate)
        {
            if (IsResting(options.Clock.GetUtcNow()))
            {
                return Task.CompletedTask;
            }

            var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            resting.Add(rest);
            return rest.Task;
        }
    }

    /// <summary>Breaks off what is under way; with a state folder the next run takes it up again.</summary>
    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await timer.DisposeAsync();
        Task ended;
        lock (gate)
        {
            waiting.Clear();
            ended = RestAsync();
        }

        await ended;
        Array.ForEach(endpoints, endpoint => endpoint.Dispose());
    }

    private void Add(Attempt attempt)
    {
        lock (gate)
        {
            waiting.Enqueue(attempt, (attempt.Delivery.Due, order++));
        }
    }

    private void Pump()
    {
        lock (gate)
        {
            var now = options.Clock.GetUtcNow();
            while (!closed.IsCancellationRequested && inFlight < MaxInFlight
                && waiting.TryPeek(out var next, out var place) && place.Due <= now)
            {
                waiting.Dequeue();
                inFlight++;
                _ = Task.Run(() => CarryOutAsync(next));
            }

            if (IsResting(now))
            {
                resting.ForEach(rest => rest.SetResult());
                resting.Clear();
            }

            if (!closed.IsCancellationRequested && waiting.TryPeek(out _, out var later) && later.Due > now)
            {
                timer.Change(later.Due - now, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private bool IsResting(DateTimeOffset now) => inFlight == 0 && !(waiting.TryPeek(out _, out var next) && next.Due <= now);

    private async Task CarryOutAsync(Attempt attempt)
    {
        var again = await TryAsync(attempt);
        lock (gate)
        {
            inFlight--;
            if (again is not null && !closed.IsCancellationRequested)
            {
                Add(again);
            }
        }

        Pump();
    }

    /// <returns>The next attempt, null if there is none.</returns>
    private async Task<Attempt?> TryAsync(Attempt attempt)
    {
        var (message, delivery, durable) = attempt;
        PostOutcome outcome;
        try
        {
            await durable;
            metrics.CountSent();
            outcome = await endpoints[delivery.Endpoint].SendAsync(message, closed.Token);
        }
        catch (JournalException)
        {
            // Not known to be on disk, so nobody may see it; every answer of the API says what is wrong.
            return null;
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            return null;
        }

        var attempts = delivery.Attempts + 1;
        var delay = outcome.Delivered ? null : schedule.Next(attempts, outcome.Overloaded, outcome.RetryAfter);
        if (delay is null)
        {
            metrics.CountEnded(outcome.Delivered);
            Commit(new StateChange.DeliveryEnded(message.Id, delivery.Number));
            return null;
        }

        var postponed = delivery with { Attempts = attempts, Due = options.Clock.GetUtcNow() + delay.Value };
        Commit(new StateChange.DeliveryPostponed(postponed));
        return attempt with { Delivery = postponed };
    }

    private void Commit(StateChange change)
    {
        lock (state.Gate)
        {
            change.ApplyTo(state);
            _ = state.Commit([change]);
        }
    }

    private sealed record Attempt(WebhookMessage Message, Delivery Delivery, Task Durable);
}
