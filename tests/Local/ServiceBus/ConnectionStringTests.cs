using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus;

public sealed class ConnectionStringTests
{
    private const string Key = "SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=c2VjcmV0=";

    [Theory]
    [InlineData("Endpoint=sb://127.0.0.1:5673;" + Key + ";UseDevelopmentEmulator=true;", "127.0.0.1")]
    [InlineData("endpoint=sb://contoso.servicebus.windows.net/;" + Key, "contoso.servicebus.windows.net")]
    [InlineData("Endpoint=sb://localhost;SharedAccessSignature=sr=x", "localhost")]
    public async Task Valid_string_names_the_namespace(string connectionString, string expected)
    {
        await using var client = new ServiceBusClient(connectionString);

        Assert.Equal(expected, client.FullyQualifiedNamespace);
        Assert.False(client.IsClosed);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Endpoint=;" + Key)]
    public void String_that_is_not_made_of_pairs_is_a_format_error(string connectionString) =>
        Assert.Throws<FormatException>(() => new ServiceBusClient(connectionString));

    [Theory]
    [InlineData("")]
    [InlineData(Key)]
    [InlineData("Endpoint=sb://localhost")]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=a")]
    [InlineData("Endpoint=http://localhost;" + Key)]
    [InlineData("Endpoint=localhost;" + Key)]
    public void String_with_a_part_missing_or_wrong_is_refused_without_quoting_the_key(string connectionString)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => new ServiceBusClient(connectionString));

        Assert.DoesNotContain("c2VjcmV0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task String_for_one_entity_serves_no_other()
    {
        await using var client = new ServiceBusClient("Endpoint=sb://localhost;EntityPath=orders;" + Key);

        Assert.Equal("orders", client.CreateSender("orders").EntityPath);
        Assert.Throws<ArgumentException>(() => client.CreateSender("others"));
    }

    [Fact]
    public async Task Broker_elsewhere_is_refused_by_name_and_not_tried_again()
    {
        await using var client = new ServiceBusClient("Endpoint=sb://contoso.servicebus.windows.net;" + Key);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(
            () => client.CreateSender("orders").SendMessageAsync(new ServiceBusMessage("x"), TestContext.Current.CancellationToken));

        Assert.False(refusal.IsTransient);
        Assert.Contains("contoso.servicebus.windows.net", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_the_local_broker_does_not_have_is_refused_by_name()
    {
        await using var client = new ServiceBusClient("Endpoint=sb://localhost;" + Key);
        var options = new ServiceBusReceiverOptions { SubQueue = SubQueue.TransferDeadLetter };

        var refusal = Assert.Throws<NotSupportedException>(() => client.CreateReceiver("orders", options));

        Assert.Contains("TransferDeadLetter", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_options_have_ranges()
    {
        var options = new ServiceBusRetryOptions();

        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRetries = 101);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Delay = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.TryTimeout = TimeSpan.FromHours(2));
    }
}
