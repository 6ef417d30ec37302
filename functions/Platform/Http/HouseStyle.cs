namespace Serverless.Platform.Http;

/// <summary>
/// How pages of the app look: a printed manual. One serif for words, one monospace for what is typed, one colour beside ink and paper. The
/// fonts are those that are installed.
/// </summary>
public static class HouseStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --ink: light-dark(#1d1b18, #e6e2da); --faint: light-dark(#6b655c, #9a9388); --line: light-dark(#ddd6ca, #38352f);
          --paper: light-dark(#fbf9f4, #171613); --inset: light-dark(#f2eee5, #201e1a); --mark: light-dark(#9a3412, #f0a36b);
          --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 var(--serif); overflow-wrap: anywhere; }
        a { color: var(--mark); text-decoration-thickness: 1px; text-underline-offset: .18em; }
        a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
        code, pre { font: .84em/1.55 var(--mono); }
        h1, h2, h3, h4 { line-height: 1.25; font-weight: 600; margin: 0; }
        h1 { font-size: 2.2rem; letter-spacing: -.015em; }
        p { margin: .5rem 0; max-width: 65ch; }
        .note { color: var(--faint); font-size: .92rem; }
        table { border-collapse: collapse; width: 100%; font-size: .95rem; }
        th { text-align: left; font-weight: 600; }
        th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }

        """;
}
