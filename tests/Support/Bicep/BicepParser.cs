using System.Globalization;
using System.Text;

namespace Serverless.Tests.Support.Bicep;

/// <summary>
/// Reads the part of Bicep that infra is written in, so that its meaning can be tested on a machine without Bicep. It takes
/// more than Bicep does, such as commas and line breaks for each other; the grammar is judged by the package tree-sitter-bicep.
/// </summary>
internal sealed class BicepParser
{
    /// <summary>Weakest first.</summary>
    private static readonly string[][] Operators =
        [["??"], ["||"], ["&&"], ["==", "!=", "=~", "!~"], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private readonly string text;
    private readonly string file;
    private int at;
    private bool lineBroken;

    private BicepParser(string file, string text)
    {
        this.file = file;
        this.text = text;
        Skip();
    }

    private int Line => 1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    /// <exception cref="FormatException">It is not Bicep, or not a part of it that is known here; the text says where.</exception>
    public static BicepFile Parse(string file, string text)
    {
        var parser = new BicepParser(file, text);
        var declarations = new List<BicepDeclaration>();
        while (parser.at < text.Length)
        {
            declarations.Add(parser.Declaration());
        }

        return new BicepFile(file, declarations);
    }

    private BicepDeclaration Declaration()
    {
        var decorators = new List<BicepCall>();
        while (Take("@"))
        {
            decorators.Add(Postfix() as BicepCall ?? throw Wrong("a decorator is a call"));
        }

        var line = Line;
        switch (Word())
        {
            case "targetScope":
                Need("=");
                return new(BicepKind.TargetScope, "targetScope", "", false, Expression(), decorators, line);
            case "param":
                return new(BicepKind.Param, Word(), Word(), false, Take("=") ? Expression() : null, decorators, line);
            case "var":
                return new(BicepKind.Var, Word(), "", false, After("="), decorators, line);
            case "output":
                return new(BicepKind.Output, Word(), Word(), false, After("="), decorators, line);
            case "module":
                return new(BicepKind.Module, Word(), PlainText(), false, After("="), decorators, line);
            case "resource":
                return new(BicepKind.Resource, Word(), PlainText(), Take("existing"), After("="), decorators, line);
            case var word:
                throw Wrong($"'{word}' begins no declaration");
        }
    }

    private BicepExpression After(string sign)
    {
        Need(sign);
        return Peek("if") ? If() : Expression();
    }

    private BicepIf If()
    {
        var line = Line;
        Need("if");
        Need("(");
        var condition = Expression();
        Need(")");
        return new(condition, Expression(), line);
    }

    private BicepExpression Expression()
    {
        var line = Line;
        var condition = Binary(0);
        if (!Peek("?") || Peek("??") || Peek("?."))
        {
            return condition;
        }

        Need("?");
        var then = Expression();
        Need(":");
        return new BicepOperation("?:", [condition, then, Expression()], line);
    }

    private BicepExpression Binary(int level)
    {
        if (level == Operators.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (!lineBroken && Operators[level].FirstOrDefault(Peek) is { } sign)
        {
            var line = Line;
            Need(sign);
            left = new BicepOperation(sign, [left, Binary(level + 1)], line);
        }

        return left;
    }

    private BicepExpression Unary()
    {
        var line = Line;
        return Take("!") ? new BicepOperation("!", [Unary()], line)
            : Take("-") ? new BicepOperation("-", [Unary()], line)
            : Postfix();
    }

    private BicepExpression Postfix()
    {
        var of = Primary();
        while (!lineBroken)
        {
            var line = Line;
            if (Take(".?") || Take("."))
            {
                var name = Word();
                of = !lineBroken && Take("(") ? new BicepCall(of, name, Until(")"), line) : new BicepMember(of, name, line);
            }
            else if (Take("["))
            {
                of = new BicepElement(of, Expression(), line);
                Need("]");
            }
            else if (of is BicepName name && Take("("))
            {
                of = new BicepCall(null, name.Name, Until(")"), line);
            }
            else
            {
                break;
            }
        }

        return of;
    }

    private BicepExpression Primary()
    {
        var line = Line;
        if (Peek("'"))
        {
            return Text();
        }

        if (Take("{"))
        {
            return new BicepObject(Properties(), line);
        }

        if (Take("["))
        {
            return Peek("for") ? For(line) : new BicepArray(Until("]"), line);
        }

        if (Take("("))
        {
            var inner = Expression();
            Need(")");
            return inner;
        }

        if (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            var number = long.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
            Skip();
            return new BicepLiteral(number, line);
        }

        var word = Word();
        return word switch
        {
            "true" or "false" => new BicepLiteral(word == "true", line),
            "null" => new BicepLiteral(null, line),
            _ when Take("=>") => new BicepLambda([word], Expression(), line),
            _ => new BicepName(word, line),
        };
    }

    private BicepFor For(int line)
    {
        Need("for");
        List<string> names = [];
        if (Take("("))
        {
            names.Add(Word());
            Need(",");
            names.Add(Word());
            Need(")");
        }
        else
        {
            names.Add(Word());
        }

        Need("in");
        var source = Expression();
        Need(":");
        var loop = new BicepFor(names, source, Peek("if") ? If() : Expression(), line);
        Need("]");
        return loop;
    }

    private List<(BicepText, BicepExpression)> Properties()
    {
        var properties = new List<(BicepText, BicepExpression)>();
        while (!Take("}"))
        {
            var line = Line;
            var key = Peek("'") ? Text() : new BicepText([Word()], line);
            Need(":");
            properties.Add((key, Expression()));
            Take(",");
        }

        return properties;
    }

    private List<BicepExpression> Until(string end)
    {
        var items = new List<BicepExpression>();
        while (!Take(end))
        {
            items.Add(Expression());
            Take(",");
        }

        return items;
    }

    private string PlainText() => Text().Plain ?? throw Wrong("nothing can be interpolated here");

    private BicepText Text()
    {
        var line = Line;
        if (text.AsSpan(at).StartsWith("'''"))
        {
            var end = text.IndexOf("'''", at + 3, StringComparison.Ordinal);
            var raw = end < 0 ? throw Wrong("a text does not end") : text[(at + 3)..end].TrimStart('\n');
            at = end + 3;
            Skip();
            return new([raw], line);
        }

        var pieces = new List<object>();
        var piece = new StringBuilder();
        for (at++; Current() != '\''; at++)
        {
            if (text[at] == '\\')
            {
                at++;
                piece.Append(Current() switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
            else if (text.AsSpan(at).StartsWith("${"))
            {
                at += 2;
                Skip();
                pieces.Add(piece.ToString());
                piece.Clear();
                pieces.Add(Expression());
                // What follows the brace belongs to the text, blanks too.
                at = Current() == '}' ? at : throw Wrong("'}' is missing");
            }
            else
            {
                piece.Append(text[at]);
            }
        }

        at++;
        pieces.Add(piece.ToString());
        Skip();
        return new(pieces, line);
    }

    private char Current() => at < text.Length && text[at] != '\n' ? text[at] : throw Wrong("a text does not end");

    private string Word()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        var word = at > start ? text[start..at] : throw Wrong(at < text.Length ? $"'{text[at]}' is not expected" : "it ends too early");
        Skip();
        return word;
    }

    private bool Peek(string sign) => text.AsSpan(at).StartsWith(sign)
        && !(char.IsAsciiLetter(sign[0]) && at + sign.Length < text.Length && char.IsAsciiLetterOrDigit(text[at + sign.Length]));

    private bool Take(string sign)
    {
        if (!Peek(sign))
        {
            return false;
        }

        at += sign.Length;
        Skip();
        return true;
    }

    private void Need(string sign)
    {
        if (!Take(sign))
        {
            throw Wrong($"'{sign}' is missing");
        }
    }

    /// <summary>Over blanks, line breaks and comments.</summary>
    private void Skip()
    {
        lineBroken = false;
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("//"))
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                lineBroken |= text[at] == '\n';
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private FormatException Wrong(string what) => new($"{file}({Line}): {what}");
}
