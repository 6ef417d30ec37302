using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>Parts of a request; what no client of ours would write ends the connection with <see cref="InvalidDataException"/>.</summary>
internal static class RequestReading
{
    /// <exception cref="BrokerException">A message, or all together, exceed a limit; or the entity takes no messages.</exception>
    public static AcceptedContent[] ReadMessages(this ref WireReader request, Entity entity)
    {
        if (entity.SubQueue.IsDeadLetters)
        {
            throw new BrokerException(ErrorCode.InvalidOperation, "Messages cannot be sent to a dead-letter queue.");
        }

        var messages = new AcceptedContent[request.ReadCount()];
        var bytes = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = AcceptedContent.Check(request.ReadBytes().ToArray());
            bytes += messages[i].Bytes.Length;
        }

        return bytes <= Limits.BatchBytes ? messages : throw new BrokerException(
            ErrorCode.MessageSizeExceeded, $"The messages have {bytes} bytes together; the most in one send is {Limits.BatchBytes}.");
    }

    /// <summary>Each number once.</summary>
    public static HashSet<long> ReadNumbers(this ref WireReader request)
    {
        var count = request.ReadCount();
        var numbers = new HashSet<long>();
        for (var i = 0; i < count; i++)
        {
            numbers.Add(request.ReadInt64());
        }

        return numbers;
    }

    public static int ReadMaxMessages(this ref WireReader request)
    {
        var most = request.ReadInt32();
        return most >= 1 ? most : throw new InvalidDataException($"{most} messages cannot be asked for.");
    }

    private static int ReadCount(this ref WireReader request)
    {
        var count = request.ReadInt32();
        return count >= 1 && count <= request.Rest.Length
            ? count
            : throw new InvalidDataException($"A list of {count} entries is not possible.");
    }
}
