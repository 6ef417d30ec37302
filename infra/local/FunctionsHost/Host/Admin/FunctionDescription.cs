using Microsoft.AspNetCore.Http;

namespace Local.FunctionsHost;

/// <summary>A function as the admin API shows it: the members of the real host's answer that say something here.</summary>
internal static class FunctionDescription
{
    public static object Of(FunctionDescriptor function, HttpRequest request)
    {
        var root = $"{request.Scheme}://{request.Host}";
        return new
        {
            name = function.Name,
            href = $"{root}/admin/functions/{function.Name}",
            language = "dotnet-isolated",
            config = new
            {
                name = function.Name,
                entryPoint = function.EntryPoint,
                bindings = new[] { Binding(function) },
            },
            isDisabled = function.IsDisabled,
            isDirect = true,
            isProxy = false,
        };
    }

    private static Dictionary<string, object?> Binding(FunctionDescriptor function)
    {
        var binding = new Dictionary<string, object?>
        {
            ["name"] = function.TriggerParameter.Name,
            ["type"] = function.Trigger.Type,
            ["direction"] = "In",
        };
        switch (function.Trigger)
        {
            case HttpTrigger http:
                binding["authLevel"] = http.Level.ToString();
                binding["methods"] = http.Methods;
                binding["route"] = http.Route;
                break;
            case ServiceBusTrigger queue:
                binding["queueName"] = queue.Queue;
                binding["connection"] = queue.Connection;
                break;
            case TimerTrigger timer:
                binding["schedule"] = timer.Schedule.Text;
                binding["useMonitor"] = timer.IsMonitored;
                binding["runOnStartup"] = timer.RunOnStartup;
                break;
        }

        return binding;
    }
}
