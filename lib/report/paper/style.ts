import { COLOURS, DARK_COLOURS } from '../figures/theme.js';

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

/** `downText`: the orange of falling is too pale for small letters on a light page. */
const LIGHT_COLOURS = { ...COLOURS, downText: '#a84a00' };
const DARK_TEXT_COLOURS = { ...DARK_COLOURS, downText: DARK_COLOURS.down };

type Colours = Readonly<Record<keyof typeof DARK_TEXT_COLOURS, string>>;

function variables(colours: Colours, surfaces: typeof LIGHT_SURFACES): string {
  const { up, down, downText, text, subtitle, background, neutral } = colours;
  const named = { up, down, downText, text, subtitle, background, neutral, ...surfaces };
  return Object.entries(named)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

/** Colours of text and surfaces as CSS variables. */
export const LIGHT_VARIABLES = variables(LIGHT_COLOURS, LIGHT_SURFACES);
export const DARK_VARIABLES = `${variables(DARK_TEXT_COLOURS, DARK_SURFACES)};color-scheme:dark`;

/** The page's class three times, because JupyterLab's rules for lists count two classes and an element. */
const PAGE = '.mtf-paper.mtf-paper.mtf-paper';

/** Every rule begins with the page's own class, because it stands inside the pages of others; `&` is that class. */
const RULES = `
&{${LIGHT_VARIABLES};background:var(--background);color:var(--text);font:14px/1.45 "DejaVu Sans",Verdana,Arial,sans-serif;padding:12px;box-sizing:border-box;max-width:1240px;font-variant-numeric:tabular-nums;container-type:inline-size;overflow-wrap:break-word}
&.dark,body[data-jp-theme-light="false"] &.host,body:is(.vscode-dark,.vscode-high-contrast):not(.vscode-high-contrast-light) &.host{${DARK_VARIABLES}}
@media (prefers-color-scheme:dark){&.system,body.mtf-export &.host{${DARK_VARIABLES}}}
& *{box-sizing:border-box}
& :is(p,ul,li,dl,dt,dd){margin:0;padding:0;list-style:none;float:none;width:auto;font-weight:inherit;line-height:inherit}
& h3{font-size:13px;font-weight:600;line-height:1.3;margin:18px 0 6px;color:var(--text)}
& :is(small,.soft){color:var(--subtitle);font-size:12px;font-weight:400}
& .banner{display:flex;gap:12px;align-items:flex-start;padding:10px 14px;border:1px solid var(--edge);border-left:6px solid var(--up);background:var(--card);border-radius:4px}
& .banner b{font-size:17px;line-height:1.3;white-space:nowrap}
& .banner p{padding-top:1px;min-width:0;max-width:100%}
& .banner.idle{border-left-color:var(--neutral)}
& .banner.warning{background:var(--warnBack);color:var(--warnText);border:2px dashed var(--warnText);border-left:10px solid var(--warnText)}
& .banner.error{background:var(--errorBack);color:#fff;border:0;padding:16px 18px 16px 30px;background-image:repeating-linear-gradient(135deg,#fff 0 6px,#000 6px 12px);background-size:14px 100%;background-repeat:no-repeat}
& .banner.error b{font-size:24px;text-transform:uppercase;letter-spacing:.04em}
& .old :is(.tile,.card){border-style:dashed;border-width:2px;filter:grayscale(1)}
& .tiles{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:8px;margin-top:10px}
& .tile{border:1px solid var(--edge);border-radius:4px;padding:8px 10px;background:var(--card);min-width:0}
& .tile .name{color:var(--subtitle);font-size:12px}
& .tile .value{font-size:19px;line-height:1.3;font-weight:600;overflow-wrap:anywhere}
& .tile.alarm{background:var(--warnBack);border-color:var(--warnText)}
& .tile.alarm :is(.value,.name,small){color:var(--warnText)}
& .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:8px}
& .cards.three{grid-template-columns:repeat(auto-fit,minmax(min(240px,100%),1fr))}
& .card{border:1px solid var(--edge);border-radius:4px;padding:10px 12px;background:var(--card);min-width:0}
& .card .head{display:flex;justify-content:space-between;gap:0 8px;flex-wrap:wrap;font-weight:600}
& .up{color:var(--up)} & .down{color:var(--downText)}
& .meter{position:relative;height:8px;border:1px solid var(--neutral);border-radius:4px;margin-top:5px;overflow:hidden;background:var(--background)}
& .meter i{position:absolute;inset:0 auto 0 0;background:var(--down)}
& .track{position:relative;height:30px;margin:8px 7px 4px}
& .track::before{content:"";position:absolute;left:0;right:0;top:13px;height:4px;background:var(--neutral);border-radius:2px}
& .track i{position:absolute;top:5px;width:3px;height:20px;margin-left:-1px;background:var(--text)}
& .track i.stop{background:var(--down);width:5px} & .track i.target{background:var(--up);width:5px}
& .track i.price{top:8px;width:14px;height:14px;margin-left:-7px;border-radius:50%;background:var(--background);border:3px solid var(--text)}
& .levels{display:grid;grid-template-columns:repeat(4,auto);gap:0 10px;justify-content:space-between}
& .levels dt{color:var(--subtitle);font-size:12px;grid-row:1}& .levels dd{grid-row:2}
& .chip{display:inline-block;max-width:100%;border:1px solid var(--neutral);border-radius:10px;padding:0 8px;margin:3px 4px 0 0;font-size:12px}
& .chip.first{border:2px solid var(--text);font-weight:600}
& .facts{display:grid;grid-template-columns:auto 1fr;gap:2px 12px}
& .facts dt{color:var(--subtitle)}& .facts dd{text-align:right;overflow-wrap:anywhere}
& .rules li{display:grid;grid-template-columns:1.5em minmax(0,1fr) auto;gap:0 6px;padding:3px 0}
& :is(.rules,.log) li+li{border-top:1px solid var(--edge)}
& .rules .on{font-weight:600}
& .log{max-height:330px;overflow-y:auto;border:1px solid var(--edge);border-radius:4px;background:var(--card)}
& .log li{display:grid;grid-template-columns:8.8em 9em minmax(0,1fr) auto;gap:0 10px;padding:4px 10px}
& .log .kind{font-weight:600}
& .log .text{overflow-wrap:anywhere}
& .log .strong{border-left:5px solid var(--text);padding-left:5px}
& .log .alarm{background:var(--warnBack);color:var(--warnText)}
& .log .alarm .soft{color:var(--warnText)}
& .foot{margin-top:12px;overflow-wrap:anywhere}
@container (max-width:900px){& .log li{grid-template-columns:8.8em 9em minmax(0,1fr)}& .log .sent{grid-column:3}}
@container (max-width:600px){& .tiles{grid-template-columns:repeat(2,minmax(0,1fr))}& .banner{flex-direction:column;gap:2px}& .log li{grid-template-columns:auto 1fr}& .log :is(.text,.sent){grid-column:1/-1}& .levels{grid-template-columns:auto 1fr}& .levels :is(dt,dd){grid-row:auto}& .levels dd{text-align:right}}
`;

export const PAPER_STYLE = RULES.replaceAll('&', PAGE);
