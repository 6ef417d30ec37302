using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;

namespace Local.FunctionsHost;

/// <summary>
/// Calls one function: converts its parameters, builds its class from the invocation's services, awaits what it returns.
/// Parameters are converted before the class is built, as the generated executor of the real worker does. How to build it is
/// found out at the first call, as there: for all functions together it would hold up the start.
/// </summary>
internal sealed class FunctionExecutor
{
    private readonly ParameterBinder[] parameters;
    private readonly Lazy<ObjectFactory>? create;
    private readonly MethodInvoker invoke;
    private readonly Func<object?, ValueTask<object?>> await;

    public FunctionExecutor(FunctionDescriptor function)
    {
        parameters = [.. function.Method.GetParameters().Select(parameter => ParameterBinder.For(parameter, function))];
        create = function.Method.IsStatic ? null : new(() => ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []));
        invoke = MethodInvoker.Create(function.Method);
        await = Awaiter(function.Method.ReturnType);
    }

    public ValueTask<object?> Execute(Invocation invocation)
    {
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = parameters[i].Bind(invocation);
        }

        var instance = create?.Value.Invoke(invocation.InstanceServices, []);
        try
        {
            return await(invoke.Invoke(instance, arguments.AsSpan()));
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } original)
        {
            ExceptionDispatchInfo.Throw(original);
            throw;
        }
    }

    private static Func<object?, ValueTask<object?>> Awaiter(Type type)
    {
        if (type == typeof(Task))
        {
            return static async returned =>
            {
                await (Task)returned!;
                return null;
            };
        }

        if (type == typeof(ValueTask))
        {
            return static async returned =>
            {
                await (ValueTask)returned!;
                return null;
            };
        }

        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            var name = type.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(AwaitTask) : nameof(AwaitValueTask);
            return typeof(FunctionExecutor).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type.GetGenericArguments())
                .CreateDelegate<Func<object?, ValueTask<object?>>>();
        }

        return static returned => new(returned);
    }

    private static async ValueTask<object?> AwaitTask<T>(object? returned) => await (Task<T>)returned!;

    private static async ValueTask<object?> AwaitValueTask<T>(object? returned) => await (ValueTask<T>)returned!;
}
