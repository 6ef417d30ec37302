using System.Globalization;
using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Platform.Telemetry;

/// <summary>
/// Where traces, metrics and logs go. Names and values are OpenTelemetry's own
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables, and …/protocol/exporter), and its SDK reads
/// them itself; it takes what it does not understand for its default without a word, so they are checked here.
/// </summary>
public sealed class TelemetrySettings(IConfiguration configuration) : IRoomSettings
{
    private const string EndpointName = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolName = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersName = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string AttributesName = "OTEL_RESOURCE_ATTRIBUTES";
    private const string SamplerName = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgumentName = "OTEL_TRACES_SAMPLER_ARG";
    private const string DisabledName = "OTEL_SDK_DISABLED";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: a collector's address. Without it nothing is recorded, and the SDK is not started.</summary>
    private readonly string? endpoint = Text(configuration, EndpointName);

    /// <summary><c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, by default <c>grpc</c>.</summary>
    private readonly string? protocol = Text(configuration, ProtocolName);

    /// <summary><c>OTEL_EXPORTER_OTLP_HEADERS</c>: such as the key of a backend.</summary>
    private readonly string? headers = Text(configuration, HeadersName);

    /// <summary><c>OTEL_SERVICE_NAME</c>, by default that of <see cref="TelemetryRegistration"/>.</summary>
    private readonly string? service = Text(configuration, ServiceName);

    /// <summary><c>OTEL_RESOURCE_ATTRIBUTES</c>: what is told with everything, such as the environment.</summary>
    private readonly string? attributes = Text(configuration, AttributesName);

    /// <summary><c>OTEL_TRACES_SAMPLER</c>, by default <c>parentbased_always_on</c>: what the host or the caller decided.</summary>
    private readonly string? sampler = Text(configuration, SamplerName);

    /// <summary><c>OTEL_TRACES_SAMPLER_ARG</c>: the share of traces, from 0 to 1, of samplers that take one.</summary>
    private readonly string? samplerArgument = Text(configuration, SamplerArgumentName);

    /// <summary><c>OTEL_SDK_DISABLED</c>: <c>true</c> switches all of it off, whatever else is set.</summary>
    private readonly string? disabled = Text(configuration, DisabledName);

    /// <summary>Whether telemetry leaves the app.</summary>
    public bool IsOn => endpoint is not null && !(bool.TryParse(disabled, out var off) && off);

    public IEnumerable<SettingProblem> Problems()
    {
        (string Name, string? Value, Func<string, bool> IsGood, string Wrong, string Good)[] rules =
        [
            (EndpointName, endpoint, IsAddress, "is not an absolute address.", "http://127.0.0.1:4317, or nothing for no telemetry."),
            (ProtocolName, protocol, Protocols.Contains, "is unknown.", "grpc or http/protobuf."),
            (HeadersName, headers, ArePairs, "holds something that is not a header.", "name=value; several, separated by commas."),
            (ServiceName, service, _ => true, "", "a name, or nothing."),
            (AttributesName, attributes, ArePairs, "holds something that is not an attribute.",
                "deployment.environment.name=production; several, separated by commas."),
            (SamplerName, sampler, Samplers.Contains, "is unknown.", string.Join(", ", Samplers) + "."),
            (SamplerArgumentName, samplerArgument, IsShare, "is not a number from 0 to 1.", "0.1"),
            (DisabledName, disabled, text => bool.TryParse(text, out _), "is neither true nor false.", "true or false."),
        ];
        foreach (var (name, value, isGood, wrong, good) in rules.Where(rule => rule.Value is not null))
        {
            if (SettingText.Absence(value) is { } unresolved)
            {
                yield return new(name, unresolved, good);
            }
            else if (!isGood(value!))
            {
                yield return new(name, wrong, good);
            }
        }
    }

    private static string? Text(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } text ? text : null;

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http");

    private static bool ArePairs(string text) => text.Split(',').All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0);

    private static bool IsShare(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1;
}
