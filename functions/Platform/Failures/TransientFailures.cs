using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.Clerk;

namespace Serverless.Platform.Failures;

/// <summary>Which failures of what the app depends on pass by themselves.</summary>
public static class TransientFailures
{
    /// <summary>
    /// True for throttling, outages, time-outs and broken connections, of the store, of the broker and of Clerk. Everything written to
    /// the store twice because of a retry is written under a fixed id and condition, so trying again is safe even after
    /// a write that was done but not answered.
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
        ClerkException clerk => clerk.IsTransient,
        ServiceBusException broker => broker.IsTransient,
        TransientException or TimeoutException or HttpRequestException => true,
        _ => false,
    };

    /// <summary>
    /// True for a transient failure that nobody has waited for yet. Clerk's and the broker's have been: their clients try
    /// again by themselves, and trying their tries again would hold a message for minutes.
    /// </summary>
    public static bool IsWorthRetryingAtOnce(Exception failure) => IsTransient(failure) && failure is not (ClerkException or ServiceBusException);

    // https://learn.microsoft.com/azure/cosmos-db/nosql/troubleshoot-not-found
    private const int ReadSessionNotAvailable = 1002;

    // https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb: a concurrent write, try again.
    private const int RetryWith = 449;
}
