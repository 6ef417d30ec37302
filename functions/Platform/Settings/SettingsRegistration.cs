using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.Platform.Settings;

public static class SettingsRegistration
{
    /// <summary>Registers the settings of a room so that they are checked with all others before the app starts.</summary>
    public static IServiceCollection AddSettings<TSettings>(this IServiceCollection services, TSettings settings)
        where TSettings : class, IRoomSettings =>
        services.AddSingleton(settings).AddSingleton<IRoomSettings>(settings);

    /// <summary>
    /// Runs the app until it is stopped and answers 0; or, if settings are wrong, prints every problem at once,
    /// starts nothing and answers 1.
    /// </summary>
    public static async Task<int> RunWithValidSettings(this IHost host)
    {
        var problems = host.Services.GetServices<IRoomSettings>().SelectMany(settings => settings.Problems()).ToList();
        if (problems.Count == 0)
        {
            await host.RunAsync();
            return 0;
        }

        await Console.Error.WriteLineAsync($"Cannot start: {problems.Count} setting(s) to mend.");
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync($"  {problem.Name}: {problem.Wrong} Expected: {problem.Good}");
        }

        return 1;
    }
}
