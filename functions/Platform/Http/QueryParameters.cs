using System.Collections.Specialized;

namespace Serverless.Platform.Http;

/// <summary>The parameters that a function knows. Others are refused: they are typing errors, or expectations that we would disappoint.</summary>
public sealed class QueryParameters(params QueryParameter[] all)
{
    /// <summary>The Functions host's own: a function key may come so, and is of no interest here.</summary>
    private const string Key = "code";

    public IReadOnlyList<QueryParameter> All => all;

    /// <summary>The values by name, each acceptable; or why the query cannot be answered.</summary>
    public (IReadOnlyDictionary<string, string>? Values, Problem? Refusal) Read(NameValueCollection query)
    {
        var values = new Dictionary<string, string>();
        foreach (var name in query.AllKeys.Where(name => name != Key))
        {
            if (query.GetValues(name) is not [var value])
            {
                return (null, HttpProblems.BadParameter(name ?? "", "may be given once."));
            }

            var known = all.FirstOrDefault(parameter => parameter.Name == name);
            if (known?.Accepts(value) != true)
            {
                return (null, HttpProblems.BadParameter(
                    name ?? "", known?.Expected ?? $"is unknown; there is {string.Join(", ", all.Select(parameter => parameter.Name))}."));
            }

            values.Add(known.Name, value);
        }

        return (values, null);
    }
}
