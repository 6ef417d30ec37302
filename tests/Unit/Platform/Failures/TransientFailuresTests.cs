using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Failures;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Failures;

public sealed class TransientFailuresTests
{
    [Theory]
    [InlineData(404, 0, false)]
    [InlineData(404, 1002, true)]
    [InlineData(403, 0, false)]
    [InlineData(408, 0, true)]
    [InlineData(410, 0, true)]
    [InlineData(413, 0, false)]
    [InlineData(429, 3200, true)]
    [InlineData(449, 0, true)]
    [InlineData(500, 0, true)]
    [InlineData(503, 0, true)]
    public void Failure_of_the_store_passes_or_not(int status, int substatus, bool passes)
    {
        var failure = new CosmosException("m", (HttpStatusCode)status, substatus, "a", 1);

        Assert.Equal((passes, passes), (TransientFailures.IsTransient(failure), TransientFailures.IsWorthRetryingAtOnce(failure)));
    }

    [Theory]
    [InlineData(null, "timed_out", true)]
    [InlineData(null, "too_many_requests", true)]
    [InlineData(200, "unreadable_answer", true)]
    [InlineData(409, "resource_locked", true)]
    [InlineData(409, "conflict", false)]
    [InlineData(401, "clerk_key_invalid", false)]
    public void Failure_of_clerk_passes_or_not_and_was_waited_for_already(int? status, string code, bool passes)
    {
        var failure = new ClerkException(status, code);

        Assert.Equal((passes, false), (TransientFailures.IsTransient(failure), TransientFailures.IsWorthRetryingAtOnce(failure)));
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy, true)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem, true)]
    [InlineData(ServiceBusFailureReason.MessagingEntityNotFound, false)]
    [InlineData(ServiceBusFailureReason.MessageSizeExceeded, false)]
    public void Failure_of_the_broker_passes_or_not_and_was_waited_for_already(ServiceBusFailureReason reason, bool passes)
    {
        var failure = new ServiceBusException("m", reason);

        Assert.Equal((passes, false), (TransientFailures.IsTransient(failure), TransientFailures.IsWorthRetryingAtOnce(failure)));
    }

    [Fact]
    public void Broken_connection_time_out_and_contention_pass_and_the_unforeseen_does_not()
    {
        Assert.All<Exception>(
            [new HttpRequestException(), new TimeoutException(), new WriteContentionException("d", 3)],
            failure => Assert.True(TransientFailures.IsWorthRetryingAtOnce(failure)));
        Assert.False(TransientFailures.IsTransient(new InvalidOperationException()));
        Assert.False(TransientFailures.IsTransient(new OperationCanceledException()));
    }
}
