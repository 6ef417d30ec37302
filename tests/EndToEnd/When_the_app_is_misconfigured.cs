using Xunit;

namespace Serverless.Tests.EndToEnd;

public sealed class When_the_app_is_misconfigured
{
    [Fact]
    public async Task Every_problem_is_printed_at_once_and_the_app_exits_with_1()
    {
        var refused = await Command.App(("CLERK_WEBHOOK_SIGNING_SECRET", "@Microsoft.KeyVault(SecretUri=https://vault.example/s)"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Cannot start: 11 setting(s) to mend.", refused.All, StringComparison.Ordinal);
        string[] missing =
        [
            "CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_SECRET_KEY", "Cosmos__accountEndpoint", "ServiceBus__fullyQualifiedNamespace",
            "RECONCILE_CHANGES_SCHEDULE", "RECONCILE_SWEEP_SCHEDULE", "INVITATIONS_SCHEDULE", "DEAD_LETTERS_SCHEDULE", "STATUS_SCHEDULE",
            "CLERK_ISSUER", "CLERK_AUTHORIZED_PARTIES",
        ];
        Assert.All(missing, name => Assert.Contains(name + ": ", refused.All, StringComparison.Ordinal));
        Assert.DoesNotContain("vault.example", refused.All, StringComparison.Ordinal);
    }
}
