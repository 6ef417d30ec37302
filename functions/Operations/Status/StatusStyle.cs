using Serverless.Platform.Http;

namespace Serverless.Operations.Status;

/// <summary>What the page has beside the style of the house: figures that are read from afar, and tables that fit a phone.</summary>
internal static class StatusStyle
{
    public const string Css = HouseStyle.Css + """
        :root { --well: light-dark(#3f6b3a, #9cc48f); }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
        h1 { padding-left: .9rem; border-left: .35rem solid var(--line); }
        h1.well { border-color: var(--well); }
        h1.unwell { border-color: var(--mark); color: var(--mark); }
        h2 { font-size: 1.15rem; margin-top: 2.4rem; padding-bottom: .35rem; border-bottom: 1px solid var(--ink); }
        ol { list-style: none; margin: 1.4rem 0 0; padding: 0; border-top: 1px solid var(--line); }
        li { padding: .6rem 0; border-bottom: 1px solid var(--line); }
        li code { display: block; color: var(--mark); }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 1.4rem 1.5rem; margin: 1.8rem 0 0; }
        .figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
        .figures dt { color: var(--faint); font-size: .92rem; line-height: 1.35; }
        .figures dd { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; font-variant-numeric: lining-nums tabular-nums; white-space: nowrap; }
        .figures .off { color: var(--mark); }
        .scroll { overflow-x: auto; }
        td, th { white-space: nowrap; }
        td.words { white-space: normal; min-width: 12rem; }
        td.number, th.number { text-align: right; font-variant-numeric: lining-nums tabular-nums; }
        form { margin-top: 1.5rem; }
        label { display: block; font-weight: 600; }
        input, button { font: inherit; padding: .45rem .7rem; border: 1px solid var(--faint); border-radius: 0; background: var(--paper); color: inherit; }
        input { width: min(100%, 26rem); }
        button { background: var(--ink); color: var(--paper); border-color: var(--ink); cursor: pointer; }
        input:focus-visible, button:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
        footer { margin-top: 2.4rem; }
        @media (max-width: 30rem) {
          h1 { font-size: 1.8rem; }
          .figures { grid-template-columns: 1fr 1fr; }
          .figures dd { font-size: 1.6rem; }
          table { font-size: .85rem; }
          th, td { padding-right: .55rem; }
          td:last-child, th:last-child { padding-right: 0; }
        }
        """;
}
