import { COLOURS } from '../figures/theme.js';

/** `host`: as the notebook around it (JupyterLab, VS Code), else light. `system`: as the reader's system. */
export type PaperTheme = 'host' | 'light' | 'dark' | 'system';

const LIGHT_SURFACES = {
  card: '#f6f8fa',
  edge: '#d0d7de',
  errorBack: '#7c2d12',
  warnBack: '#fff3c4',
  warnText: '#4a3500',
};
const DARK_SURFACES = {
  card: '#1c2128',
  edge: '#3d444d',
  errorBack: '#9a3412',
  warnBack: '#4a3a08',
  warnText: '#fbe7a1',
};

const LIGHT_COLOURS = { ...COLOURS, background: '#ffffff' };
const DARK_COLOURS = {
  up: '#4aa8e0',
  down: '#f0813a',
  text: '#e6e6e6',
  subtitle: '#b0b0b0',
  background: '#15191f',
  neutral: '#9a9a9a',
};

type Colours = Readonly<Record<keyof typeof DARK_COLOURS, string>>;

function variables(colours: Colours, surfaces: typeof LIGHT_SURFACES): string {
  const { up, down, text, subtitle, background, neutral } = colours;
  const named = { up, down, text, subtitle, background, neutral, ...surfaces };
  return Object.entries(named)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

const LIGHT = variables(LIGHT_COLOURS, LIGHT_SURFACES);
const DARK = `${variables(DARK_COLOURS, DARK_SURFACES)};color-scheme:dark`;

/** Every rule begins with the page's own class, because it stands inside the pages of others. */
export const PAPER_STYLE = `
.mtf-paper{${LIGHT};background:var(--background);color:var(--text);font:14px/1.45 "DejaVu Sans",Verdana,Arial,sans-serif;padding:12px;box-sizing:border-box;max-width:1240px;font-variant-numeric:tabular-nums}
.mtf-paper.dark,body[data-jp-theme-light="false"] .mtf-paper.host,body.vscode-dark .mtf-paper.host{${DARK}}
@media (prefers-color-scheme:dark){.mtf-paper.system{${DARK}}}
.mtf-paper *{box-sizing:border-box}
.mtf-paper p,.mtf-paper ul,.mtf-paper dl,.mtf-paper dd{margin:0;padding:0;list-style:none}
.mtf-paper h3{font:600 13px/1.3 inherit;font-size:13px;font-weight:600;margin:18px 0 6px;color:var(--text)}
.mtf-paper small,.mtf-paper .soft{color:var(--subtitle);font-size:12px}
.mtf-paper .banner{display:flex;gap:12px;align-items:flex-start;padding:10px 14px;border:1px solid var(--edge);border-left:6px solid var(--up);background:var(--card);border-radius:4px}
.mtf-paper .banner b{font-size:17px;line-height:1.3;white-space:nowrap}
.mtf-paper .banner p{padding-top:1px}
.mtf-paper .banner.idle{border-left-color:var(--neutral)}
.mtf-paper .banner.warning{background:var(--warnBack);color:var(--warnText);border:2px dashed var(--warnText);border-left:10px solid var(--warnText)}
.mtf-paper .banner.error{background:var(--errorBack);color:#fff;border:0;padding:16px 18px 16px 30px;background-image:repeating-linear-gradient(135deg,#fff 0 6px,#000 6px 12px);background-size:14px 100%;background-repeat:no-repeat}
.mtf-paper .banner.error b{font-size:24px;text-transform:uppercase;letter-spacing:.04em}
.mtf-paper .old .tile,.mtf-paper .old .card{border-style:dashed;border-width:2px;filter:grayscale(1)}
.mtf-paper .tiles{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:8px;margin-top:10px}
.mtf-paper .tile{border:1px solid var(--edge);border-radius:4px;padding:8px 10px;background:var(--card);min-width:0}
.mtf-paper .tile .name{color:var(--subtitle);font-size:12px}
.mtf-paper .tile .value{font-size:19px;line-height:1.3;font-weight:600;overflow-wrap:anywhere}
.mtf-paper .tile.alarm{background:var(--warnBack);border-color:var(--warnText)}
.mtf-paper .tile.alarm .value,.mtf-paper .tile.alarm .name,.mtf-paper .tile.alarm small{color:var(--warnText)}
.mtf-paper .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:8px}
.mtf-paper .card{border:1px solid var(--edge);border-radius:4px;padding:10px 12px;background:var(--card);min-width:0}
.mtf-paper .card .head{display:flex;justify-content:space-between;gap:8px;flex-wrap:wrap;font-weight:600}
.mtf-paper .up{color:var(--up)} .mtf-paper .down{color:var(--down)}
.mtf-paper .meter{position:relative;height:8px;border:1px solid var(--neutral);border-radius:4px;margin-top:5px;overflow:hidden;background:var(--background)}
.mtf-paper .meter i{position:absolute;inset:0 auto 0 0;background:var(--down)}
.mtf-paper .track{position:relative;height:30px;margin:8px 7px 4px}
.mtf-paper .track::before{content:"";position:absolute;left:0;right:0;top:13px;height:4px;background:var(--neutral);border-radius:2px}
.mtf-paper .track i{position:absolute;top:5px;width:3px;height:20px;margin-left:-1px;background:var(--text)}
.mtf-paper .track i.stop{background:var(--down);width:5px} .mtf-paper .track i.target{background:var(--up);width:5px}
.mtf-paper .track i.price{top:8px;width:14px;height:14px;margin-left:-7px;border-radius:50%;background:var(--background);border:3px solid var(--text)}
.mtf-paper .levels{display:grid;grid-template-columns:repeat(4,auto);gap:0 10px;justify-content:space-between}
.mtf-paper .levels dt{color:var(--subtitle);font-size:12px;grid-row:1}.mtf-paper .levels dd{grid-row:2}
.mtf-paper .chip{display:inline-block;border:1px solid var(--neutral);border-radius:10px;padding:0 8px;margin:3px 4px 0 0;font-size:12px}
.mtf-paper .chip.first{border:2px solid var(--text);font-weight:600}
.mtf-paper .facts{display:grid;grid-template-columns:auto 1fr;gap:2px 12px}
.mtf-paper .facts dt{color:var(--subtitle)}.mtf-paper .facts dd{text-align:right;overflow-wrap:anywhere}
.mtf-paper .rules li{display:grid;grid-template-columns:1.5em minmax(0,1fr) auto;gap:0 6px;padding:3px 0}
.mtf-paper .rules li+li,.mtf-paper .log li+li{border-top:1px solid var(--edge)}
.mtf-paper .rules .on{font-weight:600}
.mtf-paper .log{max-height:330px;overflow-y:auto;border:1px solid var(--edge);border-radius:4px;background:var(--card)}
.mtf-paper .log li{display:grid;grid-template-columns:11.5em 9.5em minmax(0,1fr) auto;gap:0 10px;padding:4px 10px}
.mtf-paper .log .kind{font-weight:600}
.mtf-paper .log .text{overflow-wrap:anywhere}
.mtf-paper .log .strong{border-left:5px solid var(--text);padding-left:5px}
.mtf-paper .log .alarm{background:var(--warnBack);color:var(--warnText)}
.mtf-paper .log .alarm .soft{color:var(--warnText)}
@media (max-width:620px){.mtf-paper{padding:8px}.mtf-paper .tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.mtf-paper .banner{flex-direction:column;gap:2px}.mtf-paper .log li{grid-template-columns:auto 1fr;gap:0 10px}.mtf-paper .log .text,.mtf-paper .log .sent{grid-column:1/-1}.mtf-paper .levels{grid-template-columns:auto 1fr}.mtf-paper .levels dt,.mtf-paper .levels dd{grid-row:auto}.mtf-paper .levels dd{text-align:right}}
`;
