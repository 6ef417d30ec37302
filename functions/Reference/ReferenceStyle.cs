using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>What the page has beside the style of the house.</summary>
internal static class ReferenceStyle
{
    public const string Css = HouseStyle.Css + """
        html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        pre { margin: .6rem 0; padding: .8rem 1rem; overflow-x: auto; background: var(--inset); border-left: 2px solid var(--line); overflow-wrap: normal; }
        pre code { font-size: 1em; }
        h2 { font-size: 1.45rem; margin-top: 4rem; padding-bottom: .35rem; border-bottom: 1px solid var(--ink); }
        h3 { font-size: 1.15rem; }
        h4 { font: italic 1rem/1.4 var(--serif); color: var(--faint); margin: 1.3rem 0 .3rem; }
        nav, main { padding: 1.5rem 1.25rem; }
        nav { border-bottom: 1px solid var(--line); font-size: .95rem; }
        nav ul { list-style: none; margin: .2rem 0 .9rem; padding: 0; }
        nav li { padding: .12rem 0; }
        nav a { color: inherit; text-decoration: none; }
        nav a:hover { color: var(--mark); text-decoration: underline; }
        nav strong { font-weight: 600; }
        article { padding: 1.6rem 0; border-bottom: 1px solid var(--line); }
        .address { margin: .35rem 0; font-family: var(--mono); font-size: .9rem; }
        .verb { color: var(--mark); font-weight: 600; margin-right: .5em; }
        .who { color: var(--faint); font-size: .92rem; }
        dl { margin: 0; }
        dl > div { padding: .35rem 0; border-top: 1px dotted var(--line); }
        dl > div:first-child { border-top: 0; }
        dd { margin: 0; color: var(--faint); font-size: .95rem; }
        dd code, dt .type { color: var(--faint); }
        dt .type { margin-left: .4em; font-size: .85rem; }
        summary { cursor: pointer; color: var(--faint); font-size: .92rem; margin-top: .9rem; }
        @media (min-width: 60rem) {
          body { display: grid; grid-template-columns: 17rem minmax(0, 48rem); gap: 3rem; }
          nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; border: 0; border-right: 1px solid var(--line); padding: 2.5rem 1.25rem 2rem 2rem; }
          main { padding: 2.5rem 1.5rem 6rem 0; }
          dl > div { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 1rem; }
        }
        """;
}
