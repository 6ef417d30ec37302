using System.Diagnostics;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>One client connection: reads requests, has the queues carry them out, writes the answers.</summary>
internal sealed class BrokerSession(FrameConnection connection, Entities entities, ServiceBusFaults faults, TimeProvider clock)
    : IFrameHandler
{
    private readonly SessionDeliveries deliveries = new(connection);
    private static readonly Dictionary<string, object?> NoProperties = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool greeted;

    /// <summary>Completes when the connection is gone and nothing of it is left in the queues.</summary>
    public Task Ended => ended.Task;

    public void Start() => _ = connection.ReadAsync(this);

    public void Cut() => connection.Abort();

    public void OnBatch(bool starting)
    {
        if (starting)
        {
            connection.Cork();
        }
        else
        {
            connection.Uncork();
        }
    }

    public void OnFrame(FrameKind kind, uint correlation, ReadOnlySpan<byte> payload)
    {
        if (!greeted)
        {
            Greet(kind, correlation, payload);
            return;
        }

        switch (kind)
        {
            case FrameKind.CancelReceive: deliveries.Cancel(correlation); break;
            case FrameKind.Taken: deliveries.Confirm(correlation); break;
            case FrameKind.Refused: deliveries.Refuse(correlation); break;
            default:
                if (faults.Delay > TimeSpan.Zero)
                {
                    _ = AnswerLaterAsync(OperationOf(kind), correlation, payload.ToArray());
                }
                else
                {
                    Answer(OperationOf(kind), correlation, payload);
                }

                break;
        }
    }

    public void OnClosed(Exception? cause)
    {
        deliveries.Close();
        ended.SetResult();
    }

    private void Greet(FrameKind kind, uint correlation, ReadOnlySpan<byte> payload)
    {
        if (kind != FrameKind.Hello || new WireReader(payload).ReadInt64() != Handshake.Greeting)
        {
            throw new InvalidDataException("The peer does not speak this version of the protocol.");
        }

        greeted = true;
        connection.Write(FrameKind.Done, correlation);
    }

    private static BrokerOperation OperationOf(FrameKind kind) => kind switch
    {
        FrameKind.Send => BrokerOperation.Send,
        FrameKind.CancelScheduled => BrokerOperation.CancelScheduled,
        FrameKind.Receive => BrokerOperation.Receive,
        FrameKind.Complete => BrokerOperation.Complete,
        FrameKind.Abandon => BrokerOperation.Abandon,
        FrameKind.DeadLetter => BrokerOperation.DeadLetter,
        FrameKind.RenewLock => BrokerOperation.RenewLock,
        FrameKind.Peek => BrokerOperation.Peek,
        _ => throw new InvalidDataException($"Frame {kind} is not a request."),
    };

    private async Task AnswerLaterAsync(BrokerOperation operation, uint correlation, byte[] payload)
    {
        await Task.Delay(faults.Delay, clock).ConfigureAwait(false);
        try
        {
            Answer(operation, correlation, payload);
        }
        catch (InvalidDataException)
        {
            connection.Abort();
        }
    }

    private void Answer(BrokerOperation operation, uint correlation, ReadOnlySpan<byte> payload)
    {
        try
        {
            var fault = faults.Next(operation);
            Refuse(fault);
            var request = new WireReader(payload);
            var entity = entities.Find(request.ReadBytes());
            var reply = new Reply(connection, correlation, isLost: fault is BrokerFault.AcceptedNotAnswered);
            CarryOut(operation, entity, ref request, reply, fault);
        }
        catch (BrokerException e)
        {
            new Reply(connection, correlation, isLost: false).Failed(e);
        }
    }

    private void CarryOut(BrokerOperation operation, Entity entity, ref WireReader request, Reply reply, BrokerFault? fault)
    {
        var queue = entity.Queue;
        switch (operation)
        {
            case BrokerOperation.Send:
                reply.Numbers(queue.Send(ReadMessages(entity, ref request)));
                break;

            case BrokerOperation.CancelScheduled:
                queue.CancelScheduled(request.ReadInt64());
                reply.Done();
                break;

            case BrokerOperation.Receive:
                var deleteWhenTaken = request.ReadBool();
                deliveries.Receive(entity, reply.Correlation, ReadMaxMessages(ref request), deleteWhenTaken);
                break;

            case BrokerOperation.Complete when fault is BrokerFault.DeliveredAgain:
                queue.Abandon(request.ReadGuid(), NoProperties);
                reply.Done();
                break;

            case BrokerOperation.Complete:
                queue.Complete(ReadToken(queue, ref request, fault));
                reply.Done();
                break;

            case BrokerOperation.Abandon:
                queue.Abandon(ReadToken(queue, ref request, fault), MessageEncoding.ReadProperties(ref request));
                reply.Done();
                break;

            case BrokerOperation.DeadLetter:
                queue.DeadLetter(ReadToken(queue, ref request, fault), MessageEncoding.ReadProperties(ref request));
                reply.Done();
                break;

            case BrokerOperation.RenewLock:
                reply.LockedUntil(queue.RenewLock(ReadToken(queue, ref request, fault)));
                break;

            case BrokerOperation.Peek:
                var from = request.ReadInt64();
                reply.Peeked(queue.Peek(entity.SubQueue, from, ReadMaxMessages(ref request)));
                break;

            default:
                throw new UnreachableException($"No rule for {operation}.");
        }
    }

    private static void Refuse(BrokerFault? fault)
    {
        if (fault is BrokerFault.ServiceBusy)
        {
            throw new BrokerException(
                ErrorCode.ServiceBusy, "The request was terminated because the namespace is being throttled.", isTransient: true);
        }

        if (fault is BrokerFault.InternalError)
        {
            throw new BrokerException(
                ErrorCode.GeneralError, "The service was unable to process the request; please retry.", isTransient: true);
        }
    }

    private static AcceptedContent[] ReadMessages(Entity entity, ref WireReader request)
    {
        if (entity.SubQueue.IsDeadLetters)
        {
            throw new BrokerException(ErrorCode.InvalidOperation, "Messages cannot be sent to a dead-letter queue.");
        }

        var count = request.ReadInt32();
        if (count < 1 || count > request.Rest.Length)
        {
            throw new InvalidDataException($"A send of {count} messages is not possible.");
        }

        var messages = new AcceptedContent[count];
        var bytes = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = AcceptedContent.Check(request.ReadBytes().ToArray());
            bytes += messages[i].Bytes.Length;
        }

        return bytes <= Limits.BatchBytes ? messages : throw new BrokerException(
            ErrorCode.MessageSizeExceeded, $"The messages have {bytes} bytes together; the most in one send is {Limits.BatchBytes}.");
    }

    private static int ReadMaxMessages(ref WireReader request)
    {
        var most = request.ReadInt32();
        return most >= 1 ? most : throw new InvalidDataException($"{most} messages cannot be asked for.");
    }

    private static Guid ReadToken(MessageQueue queue, ref WireReader request, BrokerFault? fault)
    {
        var token = request.ReadGuid();
        if (fault is BrokerFault.LockLost)
        {
            queue.Abandon(token, NoProperties);
        }

        return token;
    }
}
