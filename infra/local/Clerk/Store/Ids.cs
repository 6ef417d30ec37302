namespace Local.Clerk.Store;

/// <summary>Ids as Clerk's look: a prefix and 27 base-62 characters. The same in every run when there is a seed.</summary>
internal sealed class Ids(int? seed)
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 27;

    private readonly Lock gate = new();
    private readonly Random random = seed is { } value ? new Random(value) : new Random();

    public string New(string prefix)
    {
        Span<char> characters = stackalloc char[Length];
        lock (gate)
        {
            random.GetItems(Base62, characters);
        }

        return string.Concat(prefix, characters);
    }
}
