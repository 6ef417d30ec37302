using System.Globalization;
using System.Text;
using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>From the text of a query to its tokens.</summary>
internal sealed class Lexer
{
    private static readonly string[] TwoCharacterSigns = ["!=", "<>", "<=", ">=", "||", "??"];

    private readonly string text;
    private int at;

    private Lexer(string text) => this.text = text;

    public static List<Token> Tokens(string text)
    {
        if (text.Length > Limits.QueryCharacters)
        {
            throw RequestRefusedException.BadRequest(
                $"The query has {text.Length} characters, the limit is {Limits.QueryCharacters}.");
        }

        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);

        return tokens;
    }

    private Token Next()
    {
        SkipBlanksAndComments();
        var start = at;
        if (at == text.Length)
        {
            return new Token(TokenKind.End, "", start, start);
        }

        var first = text[at];
        if (IsNameStart(first))
        {
            return Word(TokenKind.Word, start);
        }

        if (first == '@' && IsNameStart(Peek(1)))
        {
            return Word(TokenKind.Parameter, start);
        }

        return first is '\'' or '"' ? Quoted(first)
            : char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1))) ? Number(start)
            : Sign(start);
    }

    private void SkipBlanksAndComments()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '-' && Peek(1) == '-')
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
            }
            else
            {
                return;
            }
        }
    }

    private Token Word(TokenKind kind, int start)
    {
        at++;
        while (at < text.Length && (IsNameStart(text[at]) || char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        return new Token(kind, text[start..at], start, at);
    }

    private Token Number(int start)
    {
        SkipDigits();
        if (Peek(0) == '.')
        {
            at++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E')
        {
            at += Peek(1) is '+' or '-' ? 2 : 1;
            SkipDigits();
        }

        var written = text[start..at];
        return !IsNameStart(Peek(0)) && double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new Token(TokenKind.Number, written, start, at)
            : throw Invalid(start, at);
    }

    private Token Quoted(char quote)
    {
        var start = at++;
        var content = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            content.Append(text[at] == '\\' ? Escaped(start) : text[at]);
            at++;
        }

        return at++ < text.Length
            ? new Token(TokenKind.Text, content.ToString(), start, at)
            : throw Invalid(start, text.Length);
    }

    /// <summary>The character an escape stands for; moves to the escape's last character.</summary>
    private char Escaped(int start)
    {
        at++;
        switch (Peek(0))
        {
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when at + 5 <= text.Length
                && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            case '\'' or '"' or '\\' or '/':
                return text[at];
            default:
                throw Invalid(start, Math.Min(at + 1, text.Length));
        }
    }

    private Token Sign(int start)
    {
        var two = Array.Find(TwoCharacterSigns, sign => string.CompareOrdinal(text, at, sign, 0, 2) == 0);
        var sign = two ?? text[at].ToString();
        if (two is null && sign[0] is '&' or '|' or '^' or '~')
        {
            throw RequestRefusedException.Unsupported($"the bitwise operator {sign} in a query");
        }

        if (two is null && !"*,.()[]{}=<>+-/%?:".Contains(sign[0]))
        {
            throw Invalid(start, start + 1);
        }

        at += sign.Length;
        return new Token(TokenKind.Sign, sign, start, at);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            at++;
        }
    }

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private static bool IsNameStart(char letter) => char.IsLetter(letter) || letter == '_';

    private RequestRefusedException Invalid(int start, int end) =>
        QueryError.At(QueryError.InvalidToken, $"Syntax error, invalid token '{text[start..end]}'.", start, end);
}
