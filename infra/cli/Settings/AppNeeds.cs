using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Cli.Settings;

/// <summary>What the app needs, asked of its own code: its rooms are registered, and nothing of them is started.</summary>
/// <param name="Problems">Settings that would keep it from starting.</param>
internal sealed record AppNeeds(IReadOnlyList<SettingProblem> Problems, IReadOnlyList<NeededContainer> Containers, IReadOnlyList<string> Queues)
{
    public static AppNeeds Of(IConfiguration configuration)
    {
        using var rooms = new ServiceCollection().AddRooms(configuration).BuildServiceProvider();
        return new AppNeeds(
            [.. rooms.GetServices<IRoomSettings>().SelectMany(settings => settings.Problems())],
            [.. rooms.GetServices<NeededContainer>().Distinct().OrderBy(container => container.Name, StringComparer.Ordinal)],
            Serverless.Platform.ServiceBus.Queues.All);
    }
}
