using System.Net;
using Azure.Identity;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Cli.Settings;
using Serverless.Platform.Cosmos;

namespace Serverless.Cli.Doctor;

/// <summary>Whether account, database and every container are there, as seen from here with the app's settings.</summary>
internal sealed class CosmosCheck(KnownSettings settings, AppNeeds needs) : ICheck
{
    private const string Account = "Cosmos DB account";
    private const string DatabaseName = "Cosmos DB database";

    /// <summary>For the account. The SDK by itself waits for minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => Account;

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation)
    {
        var cosmos = new CosmosSettings(settings.Configuration);
        if (cosmos.Problems().Any())
        {
            return SkippedFrom(Account, "its settings cannot be used: see settings.");
        }

        using var services = new ServiceCollection().AddCosmos(settings.Configuration).BuildServiceProvider();
        var client = services.GetRequiredService<CosmosClient>();
        try
        {
            await client.ReadAccountAsync().WaitAsync(Patience, cancellation);
        }
        catch (Exception failure) when (failure is CosmosException or HttpRequestException or TimeoutException or AuthenticationFailedException)
        {
            return
            [
                Finding.Failed(Account, $"{cosmos.Endpoint} does not let us in: {Words(failure)}", Remedy(failure, cosmos)),
                .. SkippedFrom(DatabaseName, "the account cannot be reached."),
            ];
        }

        var account = Finding.Ok(Account, $"{cosmos.Endpoint} answers.");
        var database = client.GetDatabase(cosmos.Database);
        using var found = await database.ReadStreamAsync(cancellationToken: cancellation);
        if (found.StatusCode != HttpStatusCode.OK)
        {
            return
            [
                account,
                Finding.Failed(
                    DatabaseName,
                    found.StatusCode == HttpStatusCode.NotFound
                        ? $"there is none called '{cosmos.Database}'."
                        : $"'{cosmos.Database}' answers {(int)found.StatusCode}.",
                    "Is Cosmos__database right? The app creates nothing by itself: deploy it, as the root README says under Deploying."),
                .. SkippedFrom("container", "the database cannot be read."),
            ];
        }

        var containers = await Task.WhenAll(needs.Containers.Select(container => Look(database, container, cancellation)));
        return [account, Finding.Ok(DatabaseName, $"'{cosmos.Database}' is there."), .. containers];
    }

    private static async Task<Finding> Look(Database database, NeededContainer needed, CancellationToken cancellation)
    {
        var name = $"container {needed.Name}";
        try
        {
            var container = await database.GetContainer(needed.Name).ReadContainerAsync(cancellationToken: cancellation);
            return container.Resource.PartitionKeyPaths is [var partition] && partition == needed.Partition
                ? Finding.Ok(name, $"partitioned by {needed.Partition}.")
                : Finding.Failed(
                    name,
                    $"partitioned by {string.Join(", ", container.Resource.PartitionKeyPaths)}, and not by {needed.Partition}.",
                    "A partition key cannot be changed: make the container anew, as the root README says under Deploying, and copy what is in it.");
        }
        catch (CosmosException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return Finding.Failed(
                name, "is missing.", $"Create it, partitioned by {needed.Partition}; what is indexed in it is in the root README under Deploying.");
        }
    }

    /// <summary>Everything from one on that could not be looked at.</summary>
    private IReadOnlyList<Finding> SkippedFrom(string first, string why)
    {
        var names = new[] { Account, DatabaseName }.Concat(needs.Containers.Select(container => $"container {container.Name}"));
        return [.. names.SkipWhile(name => !name.StartsWith(first, StringComparison.Ordinal)).Select(name => Finding.Skipped(name, why))];
    }

    private static string Words(Exception failure) => failure switch
    {
        CosmosException refused => $"{(int)refused.StatusCode}.",
        TimeoutException => $"no answer within {Patience.TotalSeconds:0} s.",
        _ => failure.Message.Split('\n')[0].Trim(),
    };

    private static string Remedy(Exception failure, CosmosSettings cosmos) => failure
        is CosmosException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } or AuthenticationFailedException
        ? cosmos.Key is null
            ? "Without Cosmos__accountKey whoever runs this needs the role Cosmos DB Built-in Data Contributor; sign in with az login."
            : "Is Cosmos__accountKey one of this account's keys? They are in the Azure portal under Keys; keys may also be switched off."
        : "Is Cosmos__accountEndpoint right, and may this machine reach it? The account's firewall may not know it.";
}
