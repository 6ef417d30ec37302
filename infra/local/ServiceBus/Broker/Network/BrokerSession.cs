using System.Diagnostics;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>One client connection: reads requests, has the queues carry them out, writes the answers.</summary>
internal sealed class BrokerSession(FrameConnection connection, Entities entities, ServiceBusFaults faults, TimeProvider clock)
    : IFrameHandler
{
    private readonly SessionDeliveries deliveries = new();
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
                    _ = AnswerLaterAsync(faults.Delay, OperationOf(kind), correlation, payload.ToArray(), wasDelayed: false);
                }
                else
                {
                    Answer(OperationOf(kind), correlation, payload, wasDelayed: false);
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
        FrameKind.ReceiveDeferred => BrokerOperation.ReceiveDeferred,
        FrameKind.Complete => BrokerOperation.Complete,
        FrameKind.Abandon => BrokerOperation.Abandon,
        FrameKind.DeadLetter => BrokerOperation.DeadLetter,
        FrameKind.Defer => BrokerOperation.Defer,
        FrameKind.RenewLock => BrokerOperation.RenewLock,
        FrameKind.Peek => BrokerOperation.Peek,
        _ => throw new InvalidDataException($"Frame {kind} is not a request."),
    };

    private async Task AnswerLaterAsync(
        TimeSpan delay, BrokerOperation operation, uint correlation, byte[] payload, bool wasDelayed)
    {
        await Task.Delay(delay, clock).ConfigureAwait(false);
        try
        {
            Answer(operation, correlation, payload, wasDelayed);
        }
        catch (InvalidDataException)
        {
            connection.Abort();
        }
    }

    private void Answer(BrokerOperation operation, uint correlation, ReadOnlySpan<byte> payload, bool wasDelayed)
    {
        try
        {
            var request = new WireReader(payload);
            var entity = entities.Find(request.ReadBytes());
            var order = wasDelayed ? null : faults.Next(operation, entity.Queue.Name);
            switch (order?.Fault)
            {
                case BrokerFault.ConnectionCut:
                    connection.Abort();
                    return;

                case BrokerFault.Delayed:
                    _ = AnswerLaterAsync(order.Delay!.Value, operation, correlation, payload.ToArray(), wasDelayed: true);
                    return;

                case BrokerFault.ServiceBusy:
                    throw BrokerException.Throttled();

                case BrokerFault.InternalError:
                    throw new BrokerException(
                        ErrorCode.GeneralError, "The service was unable to process the request; please retry.", isTransient: true);
            }

            if (entity.Queue.Written.Exception is { } failure)
            {
                throw BrokerException.NotStored(entity.Queue.Name, failure.InnerException!);
            }

            CarryOut(operation, entity, ref request, new Reply(connection, correlation, entity.Queue, order?.Fault), order?.Fault);
        }
        catch (BrokerException e)
        {
            Reply.Failed(connection, correlation, e);
        }
    }

    private void CarryOut(BrokerOperation operation, Entity entity, ref WireReader request, Reply reply, BrokerFault? fault)
    {
        var queue = entity.Queue;
        switch (operation)
        {
            case BrokerOperation.Send:
                reply.Numbers(queue.Send(request.ReadMessages(entity)));
                break;

            case BrokerOperation.CancelScheduled:
                queue.CancelScheduled(request.ReadInt64());
                reply.Done();
                break;

            case BrokerOperation.Receive:
                var deleteWhenTaken = request.ReadBool();
                var newestFirst = fault is BrokerFault.Reordered;
                deliveries.Receive(entity, reply, request.ReadMaxMessages(), deleteWhenTaken, newestFirst);
                break;

            case BrokerOperation.ReceiveDeferred:
                var deleteTaken = request.ReadBool();
                deliveries.ReceiveDeferred(entity, reply, request.ReadNumbers(), deleteTaken);
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

            case BrokerOperation.Defer:
                queue.Defer(ReadToken(queue, ref request, fault), MessageEncoding.ReadProperties(ref request));
                reply.Done();
                break;

            case BrokerOperation.RenewLock:
                reply.LockedUntil(queue.RenewLock(ReadToken(queue, ref request, fault)));
                break;

            case BrokerOperation.Peek:
                var from = request.ReadInt64();
                reply.Peeked(queue.Peek(entity.SubQueue, from, request.ReadMaxMessages()));
                break;

            default:
                throw new UnreachableException($"No rule for {operation}.");
        }
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
