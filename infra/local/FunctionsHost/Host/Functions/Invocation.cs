using System.Collections;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Local.FunctionsHost;

/// <summary>One call of one function. Its scope of services opens on first use and closes with the invocation.</summary>
internal sealed class Invocation : FunctionContext, IInvocationFeatures, IAsyncDisposable
{
    /// <summary>The name by which the real worker's own spans are listened to; while nobody does, it makes none.</summary>
    private static readonly ActivitySource Worker = new("Microsoft.Azure.Functions.Worker");

    private readonly Dictionary<Type, object> features = [];
    private readonly IServiceProvider root;
    private readonly Activity? activity;
    private readonly CancellationToken caller;
    private readonly CancellationToken stopping;
    private readonly Lock gate = new();
    private CancellationTokenSource? cancellation;
    private Task? abandoned;
    private AsyncServiceScope? scope;
    private IServiceProvider? services;
    private Dictionary<object, object>? items;

    /// <param name="input">Makes what the trigger hands over: a request or a message.</param>
    /// <param name="traceParent">W3C trace parent of the caller, or null to begin a trace.</param>
    /// <param name="caller">Signalled when the caller no longer wants the result.</param>
    /// <param name="stopping">Signalled when the host stops.</param>
    public Invocation(
        FunctionDescriptor function,
        Func<Invocation, object> input,
        IReadOnlyDictionary<string, object?> bindingData,
        string? traceParent,
        IServiceProvider root,
        CancellationToken caller,
        CancellationToken stopping)
    {
        this.root = root;
        this.caller = caller;
        this.stopping = stopping;
        Function = function;
        BindingContext = new Data(bindingData);
        var trace = TraceOf(traceParent);
        activity = Worker.StartActivity("Invoke", ActivityKind.Server, trace)?.SetTag("faas.execution", InvocationId);
        TraceContext = new Trace($"00-{trace.TraceId}-{trace.SpanId}-{(trace.TraceFlags == ActivityTraceFlags.None ? "00" : "01")}");
        Set<InvocationResult>(new Result());
        Input = input(this);
        if (Input is HttpRequestData request)
        {
            Set(request);
        }
    }

    public FunctionDescriptor Function { get; }

    public object Input { get; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => Function.Id;

    public override FunctionDefinition FunctionDefinition => Function;

    public override TraceContext TraceContext { get; }

    public override BindingContext BindingContext { get; }

    /// <summary>Signalled when the caller is gone, the host stops or the invocation has taken too long. Made on first use: few ask.</summary>
    public override CancellationToken CancellationToken => Cancellation.Token;

    public override IInvocationFeatures Features => this;

    public override IDictionary<object, object> Items
    {
        get => items ??= [];
        set => items = new Dictionary<object, object>(value);
    }

    public override IServiceProvider InstanceServices
    {
        get => services ??= (scope = root.CreateAsyncScope()).Value.ServiceProvider;
        set => services = value;
    }

    public void Set<T>(T instance) => features[typeof(T)] = instance!;

    public T? Get<T>() => features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Signals a function that has taken too long. It keeps its services until it ends.</summary>
    public Task Abandon(Task run)
    {
        abandoned = run;
        return Cancellation.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (abandoned is { } run)
        {
            _ = run.ContinueWith(_ => Close().AsTask(), TaskScheduler.Default);
        }
        else
        {
            await Close();
        }
    }

    private CancellationTokenSource Cancellation
    {
        get
        {
            lock (gate)
            {
                return cancellation ??= CancellationTokenSource.CreateLinkedTokenSource(caller, stopping);
            }
        }
    }

    /// <summary>
    /// The caller's trace as it came: this host records no span of its own, which would lie in between. A trace begun here is a
    /// recorded one, as those of the real host are while it exports them.
    /// </summary>
    private static ActivityContext TraceOf(string? traceParent) => ActivityContext.TryParse(traceParent, null, isRemote: true, out var caller)
        ? caller
        : new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

    private async ValueTask Close()
    {
        activity?.Dispose();
        cancellation?.Dispose();
        if (scope is { } open)
        {
            await open.DisposeAsync();
        }
    }

    private sealed class Result : InvocationResult
    {
        public override object? Value { get; set; }
    }

    private sealed class Data(IReadOnlyDictionary<string, object?> values) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => values;
    }

    private sealed class Trace(string parent) : TraceContext
    {
        public override string TraceParent => parent;

        public override string TraceState => "";
    }
}
