import { COLOURS, DARK_COLOURS } from '../figures/theme.js';

/** The panel's class three times, because JupyterLab's rules for lists and tables count two classes and an element. */
const P = '.mtf-inspector.mtf-inspector.mtf-inspector';
const FONT = '"DejaVu Sans", Verdana, Arial, sans-serif';

const STYLE = `
${P}{box-sizing:border-box;margin:12px 0 0;padding:14px 16px 16px;border:1px solid var(--pale);border-radius:6px;
  background:var(--background);color:var(--text);font:13px/1.45 ${FONT}}
${P}[hidden]{display:none}
${P}:focus-within{border-color:var(--neutral)}
${P} *{box-sizing:border-box}
${P} h2{margin:2px 0 0;padding:0;border:0;font:600 15px/1.4 ${FONT};color:var(--text);outline:none;text-wrap:balance}
${P} h3{margin:0 0 4px;padding:0;border:0;font:600 12px/1.4 ${FONT};color:var(--subtitle)}
${P} p{margin:0;font:12px/1.45 ${FONT};color:var(--subtitle)}
${P} .head{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;justify-content:space-between}
${P} .steps{display:flex;gap:6px}
${P} button{margin:0;padding:4px 10px;border:1px solid var(--pale);border-radius:4px;background:var(--background);
  color:var(--text);font:12px/1.5 ${FONT};cursor:pointer}
${P} button:hover{border-color:var(--neutral)}
${P} button:focus-visible{outline:2px solid var(--up);outline-offset:1px}
${P} button[aria-disabled=true]{color:var(--neutral);cursor:default;border-color:var(--pale)}
${P} .chart{margin:10px 0 4px}
${P} .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:10px 14px;margin:0;padding:0}
${P} .tiles>div{border-left:2px solid var(--pale);padding-left:9px;min-width:0}
${P} dt,${P} dd{float:none;width:auto;display:block}
${P} dt{margin:0;padding:0;font:11px/1.4 ${FONT};color:var(--subtitle)}
${P} dd{margin:0;padding:0;font:600 13px/1.4 ${FONT};color:var(--text)}
${P} dd small{display:block;font:11px/1.4 ${FONT};color:var(--subtitle)}
${P} .part{margin-top:16px}
${P} .scroll{overflow-x:auto}
${P} .sideways::before{content:"\\21c4  scroll sideways for more";display:block;position:sticky;left:0;width:max-content;padding:0 0 4px;font:11px/1.4 ${FONT};color:var(--subtitle)}
${P} table{width:auto;min-width:min(100%,780px);margin:0;border-collapse:collapse;table-layout:auto;font:12px/1.4 ${FONT};color:var(--text)}
${P} tr{background:none}
${P} th,${P} td{padding:4px 14px 4px 0;border:0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top;
  white-space:nowrap;max-width:none;background:none;color:var(--text);font:12px/1.4 ${FONT}}
${P} thead th{color:var(--subtitle);font-size:11px}
${P} th.number,${P} td.number{text-align:right;padding-right:24px;font-variant-numeric:tabular-nums}
${P} tr.own th,${P} tr.own td,${P} tr.differs td:nth-child(3){font-weight:600}
${P} .words{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,270px),1fr));gap:16px 24px;margin-top:16px}
${P} .keys{margin-top:14px}
${P} ul{margin:0;padding:0;list-style:none}
${P} li{margin:0 0 5px;padding:0;font:12px/1.5 ${FONT};color:var(--text)}
@media(max-width:640px){${P}{padding:12px 10px}${P} h2{margin-top:10px}}
`;

const ADDED = 'mtfInspectorStyle';

/** Adds the panel's rules to the page, once. As a sheet of script's making, which a strict policy for styles allows. */
export function addStyle(): void {
  const page = document as Document & { [ADDED]?: boolean };
  if (page[ADDED]) return;
  page[ADDED] = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Gives the panel the colours of a light or a dark page. */
export function paintPanel(panel: HTMLElement, isDark: boolean): void {
  const colours = isDark ? DARK_COLOURS : COLOURS;
  for (const name of ['text', 'subtitle', 'background', 'pale', 'neutral', 'grid', 'up'] as const)
    panel.style.setProperty(`--${name}`, colours[name]);
  panel.style.colorScheme = isDark ? 'dark' : 'light';
}
