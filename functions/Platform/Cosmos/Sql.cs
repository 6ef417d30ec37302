using System.Globalization;
using Microsoft.Azure.Cosmos;

namespace Serverless.Platform.Cosmos;

/// <summary>Queries as interpolated text whose holes are parameters: no value ever becomes part of the query.</summary>
internal static class Sql
{
    public static QueryDefinition Of(FormattableString sql)
    {
        var names = Enumerable.Range(0, sql.ArgumentCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"@p{i}")).ToArray();
        var query = new QueryDefinition(string.Format(CultureInfo.InvariantCulture, sql.Format, [.. names]));
        return names.Index().Aggregate(query, (with, name) => with.WithParameter(name.Item, sql.GetArgument(name.Index)));
    }
}
