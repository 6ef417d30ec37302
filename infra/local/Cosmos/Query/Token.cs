namespace Local.Cosmos.Query;

internal enum TokenKind
{
    /// <summary>Behind the last token.</summary>
    End,

    /// <summary>A keyword, a name or a function.</summary>
    Word,

    /// <summary>A name with its at sign.</summary>
    Parameter,

    /// <summary>A string; the token's text is its content.</summary>
    Text,

    Number,

    /// <summary>An operator or punctuation.</summary>
    Sign,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, but for a string its content.</param>
/// <param name="Start">Index of its first character in the query.</param>
/// <param name="End">Index behind its last character.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>A word that can name a property or an alias.</summary>
    public bool IsName => Kind == TokenKind.Word && !Keywords.IsReserved(Text);
}
