using Serverless.Platform.Http;

namespace Serverless.Operations.Status;

/// <summary>The status for looking at. The page holds nothing; its script asks for a function key, and with it for <c>/api/ops/status</c>.</summary>
internal static class StatusPage
{
    private const string Html = $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Is all well?</title>
        <style>{StatusStyle.Css}</style>
        </head>
        <body>
        <main>
        <header>
        <p class="note">User store, operations</p>
        <h1 id="verdict" aria-live="polite">Is all well?</h1>
        <p id="when" class="note">&nbsp;</p>
        </header>
        <form id="door" hidden>
        <input type="text" autocomplete="username" value="operator" hidden>
        <label for="key">Function key</label>
        <input id="key" type="password" autocomplete="current-password" required>
        <button>Look</button>
        <p class="note">The app prints its keys when it starts on this machine; in Azure they are under App keys. It is kept until this tab closes.</p>
        </form>
        <div id="report"></div>
        <noscript><p>This page needs its script. Without: <code>GET /api/ops/status</code>, with the header <code>x-functions-key</code>.</p></noscript>
        </main>
        <script>{StatusScript.JavaScript}</script>
        </body>
        </html>
        """;

    public static PublicContent Content { get; } = HtmlPage.Of(Html, StatusStyle.Css, StatusScript.JavaScript);
}
