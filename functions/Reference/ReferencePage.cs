using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>The description as a page for people: no script, and no address of this server in it.</summary>
public sealed class ReferencePage(ApiDescription description)
{
    private PublicContent? content;

    /// <summary>Made when first asked for.</summary>
    internal PublicContent Content => content ??= HtmlPage.Of(new ReferenceHtml(description.Document).Render(), ReferenceStyle.Css);
}
