using System.Globalization;
using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Local.FunctionsHost;

/// <summary>
/// Where the value of one parameter comes from: the trigger, the invocation, or, by the parameter's name, the
/// binding data (route values, message properties).
/// </summary>
internal sealed class ParameterBinder
{
    private static readonly Type[] Named = [typeof(string), typeof(int), typeof(long), typeof(Guid), typeof(bool), typeof(DateTime)];

    private readonly Func<Invocation, object?> bind;

    private ParameterBinder(Func<Invocation, object?> bind) => this.bind = bind;

    public object? Bind(Invocation invocation) => bind(invocation);

    public static ParameterBinder For(ParameterInfo parameter, FunctionDescriptor function)
    {
        var type = parameter.ParameterType;
        return new((parameter.Position == function.TriggerParameter.Position, function.Trigger) switch
        {
            (true, HttpTrigger) when type == typeof(HttpRequestData) => invocation => invocation.Input,
            (true, ServiceBusTrigger) when type == typeof(ServiceBusReceivedMessage) => invocation => invocation.Input,
            (true, ServiceBusTrigger) when type == typeof(string) => invocation => Message(invocation).Body.ToString(),
            (true, ServiceBusTrigger) when type == typeof(byte[]) => invocation => Message(invocation).Body.ToArray(),
            (true, TimerTrigger) when type == typeof(TimerInfo) => invocation => invocation.Input,
            (true, _) => throw Unsupported(),
            _ when type == typeof(FunctionContext) => invocation => invocation,
            _ when type == typeof(CancellationToken) => invocation => invocation.CancellationToken,
            (_, ServiceBusTrigger) when type == typeof(ServiceBusMessageActions) => invocation => invocation.Get<ServiceBusMessageActions>(),
            _ when Named.Contains(Nullable.GetUnderlyingType(type) ?? type) => invocation => ByName(parameter, invocation),
            _ => throw Unsupported(),
        });

        HostStartException Unsupported() =>
            new($"Function '{function.Name}': the local host cannot give parameter '{parameter.Name}' a {type.Name}.");
    }

    private static ServiceBusReceivedMessage Message(Invocation invocation) => (ServiceBusReceivedMessage)invocation.Input;

    private static object? ByName(ParameterInfo parameter, Invocation invocation)
    {
        if (!invocation.BindingContext.BindingData.TryGetValue(parameter.Name!, out var value) || value is null)
        {
            return parameter.HasDefaultValue ? parameter.DefaultValue
                : !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null ? null
                : throw new InvalidOperationException($"No value for parameter '{parameter.Name}'.");
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsInstanceOfType(value) ? value
            : type == typeof(Guid) ? Guid.Parse((string)value)
            : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }
}
