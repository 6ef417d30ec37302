using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// What host.json and the app's settings say about the host. Defaults are those of
/// https://learn.microsoft.com/azure/azure-functions/functions-host-json and
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus#hostjson-settings.
/// </summary>
internal sealed record HostSettings
{
    /// <summary>How long one invocation may take; infinite when host.json says -1.</summary>
    public TimeSpan FunctionTimeout { get; private init; } = TimeSpan.FromMinutes(30);

    /// <summary>The functions to load, or null for all.</summary>
    public IReadOnlyList<string>? Functions { get; private init; }

    /// <summary>What stands before every route.</summary>
    public string RoutePrefix { get; private init; } = "api";

    /// <summary>Requests that run or wait; one more is answered 429. -1 means no limit.</summary>
    public int MaxOutstandingRequests { get; private init; } = -1;

    /// <summary>Requests that run at a time; others wait. -1 means no limit.</summary>
    public int MaxConcurrentRequests { get; private init; } = -1;

    /// <summary>The largest body in bytes that is handed to a function.</summary>
    public long MaxRequestBodyBytes { get; private init; } = 104_857_600;

    /// <summary>Messages of one queue in work at a time, per instance.</summary>
    public int MaxConcurrentCalls { get; private init; } = 16 * Environment.ProcessorCount;

    /// <summary>Takes the place of <see cref="MaxConcurrentCalls"/>; null when it is off.</summary>
    public DynamicConcurrency? DynamicConcurrency { get; private init; }

    public int PrefetchCount { get; private init; }

    /// <summary>Whether a message is completed when its function returns; an attribute that says otherwise wins.</summary>
    public bool AutoCompleteMessages { get; private init; } = true;

    /// <summary>How long locks of a running function are renewed.</summary>
    public TimeSpan MaxAutoLockRenewalDuration { get; private init; } = TimeSpan.FromMinutes(5);

    /// <summary>How the listeners repeat calls to the broker; has nothing to do with repeating functions.</summary>
    public ServiceBusRetryOptions ClientRetry { get; private init; } = new();

    public static HostSettings Read(string path, IConfiguration settings, StartProblems problems)
    {
        var json = HostJson.Read(path, settings, problems);
        json.Refuse("retry", "is not supported by the local host, and never applies to HTTP and Service Bus functions");
        json.Refuse("extensionBundle", "must not be present in a .NET isolated app");
        json.Refuse("extensions:http:dynamicThrottlesEnabled", "is not supported by the local host; set maxOutstandingRequests instead");
        json.Refuse("extensions:http:customHeaders", "is not supported by the local host");
        json.Refuse("extensions:serviceBus:enableCrossEntityTransactions", "is not supported by the local broker");
        var defaults = new HostSettings();
        const string http = "extensions:http:", serviceBus = "extensions:serviceBus:";
        var read = new HostSettings
        {
            FunctionTimeout = json.Get(
                "functionTimeout",
                new Limit(defaults.FunctionTimeout),
                timeout => timeout.IsInfinite || (timeout.Value >= TimeSpan.FromSeconds(1) && timeout.Value <= TimeSpan.FromDays(24)),
                "a time from 00:00:01 to 24 days, or -1 for no limit").Value,
            Functions = json.Texts("functions"),
            RoutePrefix = json.Get(http + "routePrefix", defaults.RoutePrefix, _ => true, "a path").Trim('/'),
            MaxOutstandingRequests = json.Get(
                http + "maxOutstandingRequests", defaults.MaxOutstandingRequests, IsCountOrUnlimited, "a positive number, or -1 for no limit"),
            MaxConcurrentRequests = json.Get(
                http + "maxConcurrentRequests", defaults.MaxConcurrentRequests, IsCountOrUnlimited, "a positive number, or -1 for no limit"),
            MaxRequestBodyBytes = BodyLimit(settings, defaults.MaxRequestBodyBytes, problems),
            MaxConcurrentCalls = json.Get(serviceBus + "maxConcurrentCalls", defaults.MaxConcurrentCalls, calls => calls > 0, "a positive number"),
            DynamicConcurrency = Dynamic(json, "concurrency:"),
            PrefetchCount = json.Get(serviceBus + "prefetchCount", defaults.PrefetchCount, count => count >= 0, "a number, 0 or more"),
            AutoCompleteMessages = json.Get(serviceBus + "autoCompleteMessages", defaults.AutoCompleteMessages, _ => true, "true or false"),
            MaxAutoLockRenewalDuration = json.Get(
                serviceBus + "maxAutoLockRenewalDuration", new Limit(defaults.MaxAutoLockRenewalDuration),
                longest => longest.IsInfinite || longest.Value >= TimeSpan.Zero, "a time, or -00:00:00.0010000 for no limit").Value,
            ClientRetry = RetryOptions(json, serviceBus + "clientRetryOptions:"),
        };
        json.RefuseUnknown();
        return read;
    }

    private static bool IsCountOrUnlimited(int count) => count is -1 or > 0;

    private static DynamicConcurrency? Dynamic(HostJson json, string at)
    {
        var defaults = new DynamicConcurrency();
        var dynamic = new DynamicConcurrency(
            json.Get(at + "maximumFunctionConcurrency", defaults.Maximum, count => count > 0, "a positive number"),
            json.Get(at + "cpuThreshold", defaults.CpuThreshold, share => share is > 0 and < 1, "a share between 0 and 1"));
        return json.Get(at + "dynamicConcurrencyEnabled", false, _ => true, "true or false") ? dynamic : null;
    }

    private static ServiceBusRetryOptions RetryOptions(HostJson json, string at)
    {
        var options = new ServiceBusRetryOptions();
        options.Mode = json.Get(at + "mode", new RetryMode(options.Mode), _ => true, "\"fixed\" or \"exponential\"").Value;
        options.MaxRetries = json.Get(at + "maxRetries", options.MaxRetries, tries => tries is >= 0 and <= 100, "0 to 100");
        options.Delay = json.Get(
            at + "delay", options.Delay, delay => delay >= TimeSpan.FromMilliseconds(1) && delay <= TimeSpan.FromMinutes(5), "1 ms to 5 minutes");
        options.MaxDelay = json.Get(at + "maxDelay", options.MaxDelay, delay => delay >= TimeSpan.Zero, "a time that is not negative");
        options.TryTimeout = json.Get(
            at + "tryTimeout", options.TryTimeout, time => time > TimeSpan.Zero && time <= TimeSpan.FromHours(1), "up to 1 hour");
        return options;
    }

    private static long BodyLimit(IConfiguration settings, long otherwise, StartProblems problems)
    {
        const string name = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
        if (settings[name] is not { } text)
        {
            return otherwise;
        }

        // A body is one array in memory.
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > 0 && limit <= Array.MaxLength)
        {
            return limit;
        }

        problems.Add($"{name} cannot be \"{text}\", it must be a number of bytes from 1 to {Array.MaxLength}.");
        return otherwise;
    }

    /// <summary>A time in which -1, alone or as a millisecond, means that there is no limit.</summary>
    private readonly record struct Limit(TimeSpan Value) : IParsable<Limit>
    {
        public bool IsInfinite => Value == Timeout.InfiniteTimeSpan;

        public static Limit Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var limit) ? limit : throw new FormatException();

        public static bool TryParse(string? s, IFormatProvider? provider, out Limit result)
        {
            var parsed = TimeSpan.TryParse(s, provider, out var time);
            result = new Limit(s == "-1" ? Timeout.InfiniteTimeSpan : time);
            return parsed;
        }
    }

    private readonly record struct RetryMode(ServiceBusRetryMode Value) : IParsable<RetryMode>
    {
        public static RetryMode Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var mode) ? mode : throw new FormatException();

        public static bool TryParse(string? s, IFormatProvider? provider, out RetryMode result)
        {
            var parsed = Enum.TryParse<ServiceBusRetryMode>(s, ignoreCase: true, out var mode) && Enum.IsDefined(mode);
            result = new RetryMode(mode);
            return parsed;
        }
    }
}
