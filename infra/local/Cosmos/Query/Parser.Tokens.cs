namespace Local.Cosmos.Query;

/// <summary>Steps over single tokens.</summary>
internal sealed partial class Parser
{
    private Token Current => tokens[at];

    private bool Accept(string keyword)
    {
        var accepted = Current.IsWord(keyword);
        at += accepted ? 1 : 0;
        return accepted;
    }

    private bool AcceptBoth(string first, string second)
    {
        if (!Accept(first))
        {
            return false;
        }

        Expect(second);
        return true;
    }

    private bool AcceptSign(string sign)
    {
        var accepted = Current.IsSign(sign);
        at += accepted ? 1 : 0;
        return accepted;
    }

    private void Expect(string keyword)
    {
        if (!Accept(keyword))
        {
            throw QueryError.Near(Current);
        }
    }

    private void ExpectSign(string sign)
    {
        if (!AcceptSign(sign))
        {
            throw QueryError.Near(Current);
        }
    }
}
