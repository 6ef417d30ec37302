namespace Serverless.Tests.Local.Api.Samples;

// One of everything that the listings know, for pinning the format. Nobody calls any of it.

public enum Level
{
    Low = 1,
    High = 4,
}

public delegate Task Next<in T>(T context);

public interface IReceiver : IDisposable
{
    string? Name { get; }

    void Stop();

    void Pause() => Stop();
}

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
public sealed class MarkAttribute(params string[] names) : Attribute
{
    public string[] Names { get; } = names;
}

public readonly struct Pair : IEquatable<Pair>
{
    public string? Left { get; init; }

    public bool Equals(Pair other) => Left == other.Left;

    public override bool Equals(object? obj) => obj is Pair other && Equals(other);

    public override int GetHashCode() => 0;

    public static bool operator ==(Pair left, Pair right) => left.Equals(right);

    public static bool operator !=(Pair left, Pair right) => !left.Equals(right);
}

public abstract class Handler
{
    public const string Default = "$Default";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    internal const int Secret = 1;

    protected Handler(object? state) => State = state;

    public event Func<string, Task> Failed
    {
        add => throw new NotSupportedException();
        remove => throw new NotSupportedException();
    }

    public object? State { get; internal set; }

    public virtual DateTimeOffset Until { get; protected set; }

    public abstract Task RunAsync(
        IReadOnlyDictionary<string, int[]> items,
        string? reason = null,
        TimeSpan? wait = null,
        TimeSpan pause = default,
        Level level = Level.High,
        bool force = true,
        int times = 3,
        CancellationToken cancellationToken = default);

    protected internal virtual Task<string?> OnErrorAsync(string text = "none") => Task.FromResult<string?>(text);

    public override string ToString() => "";

    private protected void Hidden() => throw new NotSupportedException();
}

public sealed class Worker() : Handler(null), IReceiver
{
    public string? Name => null;

    public static Worker? Current => null;

    public sealed override DateTimeOffset Until => default;

    public override Task RunAsync(
        IReadOnlyDictionary<string, int[]> items,
        string? reason,
        TimeSpan? wait,
        TimeSpan pause,
        Level level,
        bool force,
        int times,
        CancellationToken cancellationToken) => Task.CompletedTask;

    public void Stop() => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();

    public sealed class Options
    {
        public int this[string name] => name.Length;
    }
}

public static class Extensions
{
    public static bool TryGet<T>(this IReceiver receiver, in int index, ref long total, out T? found)
        where T : class, new() => throw new NotSupportedException();

    public static T? First<T>(params T[] items) => items[0];

    public static void Count<TItem, TNumber>(Box<TItem>.Slot slot)
        where TItem : Attribute
        where TNumber : struct, IComparable<TNumber> => throw new NotSupportedException();
}

public class Box<T>
{
    public T Value { get; set; } = default!;

    public class Slot;
}

public abstract class Closed
{
    internal abstract void OnlyHere();
}
