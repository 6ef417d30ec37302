using System.Net;
using Microsoft.Azure.Cosmos;

namespace Serverless.Platform.Cosmos;

/// <summary>Which failures of the store pass by themselves.</summary>
public static class StoreFailures
{
    /// <summary>
    /// True for throttling, outages, time-outs and broken connections. Everything written twice because of a retry is
    /// written under a fixed id and condition, so trying again is safe even after a write that was done but not answered.
    /// </summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        CosmosException { StatusCode: var status, SubStatusCode: var substatus } => status switch
        {
            HttpStatusCode.NotFound => substatus == ReadSessionNotAvailable,
            HttpStatusCode.RequestTimeout or HttpStatusCode.Gone or HttpStatusCode.TooManyRequests => true,
            (HttpStatusCode)RetryWith => true,
            >= HttpStatusCode.InternalServerError => true,
            _ => false,
        },
        WriteContentionException or TimeoutException or HttpRequestException => true,
        _ => false,
    };

    // https://learn.microsoft.com/azure/cosmos-db/nosql/troubleshoot-not-found
    private const int ReadSessionNotAvailable = 1002;

    // https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb: a concurrent write, try again.
    private const int RetryWith = 449;
}

/// <summary>A document changed under every attempt to write it.</summary>
public sealed class WriteContentionException(string document, int attempts)
    : Exception($"'{document}' changed under each of {attempts} attempts to write it.");
