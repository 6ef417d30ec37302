using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>Patterns of LIKE ("Keywords in the NoSQL query language"), without character classes.</summary>
internal sealed class LikePattern
{
    private readonly List<Sign> signs;

    /// <param name="pattern">As in the query.</param>
    /// <param name="escape">Makes the character after it stand for itself; null for none.</param>
    public LikePattern(string pattern, char? escape) => signs = Signs(pattern, escape);

    public bool Matches(string text)
    {
        var (at, sign) = (0, 0);
        var (anyAt, anySign) = (-1, -1);
        while (at < text.Length)
        {
            if (sign < signs.Count && signs[sign] == Sign.AnyText)
            {
                // Where to go on with one character more in its place, should the rest not fit.
                (anyAt, anySign) = (at, sign++);
            }
            else if (sign < signs.Count && (signs[sign] == Sign.AnyCharacter || signs[sign] == new Sign(text[at])))
            {
                at++;
                sign++;
            }
            else if (anySign >= 0)
            {
                at = ++anyAt;
                sign = anySign + 1;
            }
            else
            {
                return false;
            }
        }

        return signs.Skip(sign).All(rest => rest == Sign.AnyText);
    }

    private static List<Sign> Signs(string pattern, char? escape)
    {
        var signs = new List<Sign>(pattern.Length);
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] == escape && at + 1 < pattern.Length)
            {
                signs.Add(new Sign(pattern[++at]));
                continue;
            }

            signs.Add(pattern[at] switch
            {
                '%' => Sign.AnyText,
                '_' => Sign.AnyCharacter,
                '[' => throw RequestRefusedException.Unsupported("character classes in LIKE"),
                var letter => new Sign(letter),
            });
        }

        return signs;
    }

    private readonly record struct Sign(char Letter, bool Any = false)
    {
        public static readonly Sign AnyText = new('%', Any: true);
        public static readonly Sign AnyCharacter = new('_', Any: true);
    }
}
