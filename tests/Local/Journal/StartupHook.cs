using Serverless.Tests.Local.Journal;

/// <summary>
/// What .NET runs before the test runner's Main in a <see cref="ChildProcess"/>. It demands this name, and no namespace.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ChildProcess.RoleVariable)?.Split('\n') is [var role, .. var arguments])
        {
            ChildProcess.Run(role, arguments);
            Environment.Exit(0);
        }
    }
}
