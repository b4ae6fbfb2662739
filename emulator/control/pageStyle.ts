// The page's style sheet: tables on a wide screen, a card for each row on a narrow one.

/** Signs stand beside every colour, so that no colour has to be told from another. */
export const pageStyle = `
  :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif;
    --line: #8884; --quiet: #6e6e6e; --ok: #18794e; --bad: #c62a2f; --odd: #935400; }
  @media (prefers-color-scheme: dark) { :root { --quiet: #a0a0a0; --ok: #3dd68c; --bad: #ff9592; --odd: #ffb347; } }
  * { box-sizing: border-box; }
  body { margin: 1.5rem auto; max-width: 76rem; padding: 0 1rem; }
  h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
  td { overflow-wrap: anywhere; } td:first-child { white-space: nowrap; }
  .mono { font-family: ui-monospace, monospace; font-size: .9em; }
  .ok { color: var(--ok); } .bad { color: var(--bad); } .odd { color: var(--odd); } .none { color: var(--quiet); } .word { overflow-wrap: normal; }

  details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; }
  summary { min-height: 44px; padding: .6rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
  summary:focus-visible { outline: 2px solid; outline-offset: 2px; border-radius: 8px; }
  .signs { display: flex; flex-wrap: wrap; gap: .1rem .35rem; font-weight: 700; } details[open] .signs { display: none; }
  ol { list-style: none; margin: 0 .8rem .8rem; padding: 0; }
  li { display: grid; grid-template-columns: 6.5rem 1.4rem 1fr; padding: .3rem 0; }
  li .sign { font-weight: 700; text-align: center; }
  li > div { border-left: 2px solid var(--line); padding-left: .7rem; overflow-wrap: anywhere; }

  @media (max-width: 44rem) {
    body { margin: .8rem auto; padding: 0 .75rem; }
    table, tbody, tr { display: block; }
    thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
    tr { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: .4rem .8rem; }
    td, td:first-child { display: grid; grid-template-columns: 7rem 1fr; border: 0; padding: .1rem 0; white-space: normal; }
    td::before { content: attr(data-label); color: var(--quiet); font: 1rem/1.45 system-ui, sans-serif; }
    td:empty { display: none; }
    td.none[colspan] { display: block; }
    li { grid-template-columns: 1.4rem 1fr; }
    li time { grid-column: 2; grid-row: 1; padding-left: .8rem; } li .sign { grid-row: 1 / span 2; } li > div { grid-column: 2; }
  }
`;
