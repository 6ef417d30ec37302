using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>The path of a request, decoded: types and ids in turn, such as <c>dbs, app, colls, users, docs, u1</c>.</summary>
/// <param name="Segments">Each decoded by itself, so an encoded slash stays part of an id.</param>
/// <param name="Text">The segments joined by slashes, as signatures state it.</param>
internal sealed record ResourcePath(string[] Segments, string Text)
{
    private const int MaxSegments = 8;

    /// <summary>Whether it ends in a type (a list, such as <c>…/docs</c>) and not in the id of one resource.</summary>
    public bool IsFeed => Segments.Length % 2 == 1;

    public static ResourcePath Parse(string path)
    {
        var text = path.Trim('/');
        if (text.Length == 0)
        {
            return new ResourcePath([], "");
        }

        var segments = text.Split('/', MaxSegments + 1);
        if (segments.Length > MaxSegments || Array.IndexOf(segments, "") >= 0)
        {
            throw RequestRefusedException.BadRequest($"The path '{path}' is malformed.");
        }

        if (text.Contains('%'))
        {
            segments = Array.ConvertAll(segments, Uri.UnescapeDataString);
            text = string.Join('/', segments);
        }

        return new ResourcePath(segments, text);
    }
}
