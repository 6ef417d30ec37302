namespace Serverless.Platform.Settings;

/// <summary>A setting that keeps the app from starting.</summary>
/// <param name="Name">As it is written in the environment, e.g. <c>Cosmos__accountEndpoint</c>.</param>
/// <param name="Wrong">What is wrong; never the value itself, which may be a secret.</param>
/// <param name="Good">What a good value looks like.</param>
public sealed record SettingProblem(string Name, string Wrong, string Good);

/// <summary>The settings of one room, read from configuration without throwing, checked before the app starts.</summary>
public interface IRoomSettings
{
    IEnumerable<SettingProblem> Problems();
}
