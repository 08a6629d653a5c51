import { DARK_VARIABLES, LIGHT_VARIABLES, PAPER_STYLE } from '../paper/style.js';

/** Colours that the pages need beside those of the paper page, which has the same surfaces. */
const LIGHT = `${LIGHT_VARIABLES};--link:#0b4f9e;--focus:#0072b2;color-scheme:light`;
const DARK = `${DARK_VARIABLES};--link:#8fc4f5;--focus:#4aa8e0`;

/** Of all pages; the inspector brings its own. */
export const DASHBOARD_STYLE = `${PAPER_STYLE}
body{${LIGHT}}
@media (prefers-color-scheme:dark){body{${DARK}}}
body.light{${LIGHT}}
body.dark{${DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:14px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",Verdana,Arial,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
main:focus,.inspector:focus{outline:none}
a{color:var(--link)}
.skip{position:absolute;left:8px;top:-60px;z-index:9;padding:8px 12px;font:inherit;background:var(--background);color:var(--text);border:1px solid var(--edge)}
.skip:focus{top:8px}
.top{position:sticky;top:0;z-index:5;background:var(--background);border-bottom:1px solid var(--edge)}
.bar,.about,main{max-width:1280px;margin:0 auto;padding:0 20px}
.bar{display:flex;align-items:center;gap:4px 24px;flex-wrap:wrap;min-height:46px}
.name{font-weight:700;letter-spacing:.01em}
nav{display:flex;flex:1;gap:2px;overflow-x:auto;scrollbar-width:none}
nav a{padding:12px 12px 9px;border-bottom:3px solid transparent;color:var(--subtitle);text-decoration:none;white-space:nowrap;outline-offset:-3px}
nav a:hover{color:var(--text)}
nav a[aria-current]{color:var(--text);font-weight:600;border-bottom-color:var(--text)}
.theme{padding:4px 12px;font:inherit;font-size:12px;color:var(--subtitle);background:none;border:1px solid var(--edge);border-radius:3px;cursor:pointer}
.theme:hover{color:var(--text)}
.about{margin-bottom:8px;color:var(--subtitle);font-size:12px;display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline}
.badge{padding:0 8px;border:1px dashed var(--warnText);background:var(--warnBack);color:var(--warnText);border-radius:3px;font-weight:600}
main{padding-top:18px;padding-bottom:80px}
main,.about,.inspector{overflow-wrap:anywhere}
table{overflow-wrap:normal}
h1{font-size:22px;line-height:1.25;margin:0 0 12px;font-weight:650}
h2{font-size:16px;line-height:1.3;margin:22px 0 4px;padding-top:12px;border-top:1px solid var(--edge);font-weight:650}
h3{font-size:14px;line-height:1.4;margin:0;font-weight:600}
.soft,figcaption p{color:var(--subtitle);font-size:12px;margin:2px 0 0}
.block>h2+.soft{margin-bottom:8px}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}
.block{min-width:0;margin:0}
.wide{grid-column:1/-1}
.block:first-child h2{margin-top:0;border-top:0;padding-top:0}
figure.block{border:1px solid var(--edge);border-radius:4px;padding:12px 12px 6px;overflow:hidden}
figure.candles{padding:6px}
figcaption{min-height:62px}
.wide figcaption{min-height:0}
.card{border:1px solid var(--edge);border-radius:4px;padding:10px 12px}
.plot{width:100%}
.across{overflow-x:auto}
.sentences{margin:8px 0 2px;padding:0 0 0 18px;max-width:980px}
.sentences li{margin:2px 0}
.missing{margin:6px 0;padding:8px 12px;border:1px dashed var(--neutral);border-radius:4px;color:var(--subtitle)}
.notice{margin:0 0 10px;padding:8px 12px;border:2px dashed var(--warnText);border-left-width:8px;background:var(--warnBack);color:var(--warnText)}
.tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:10px;margin:0}
.tile{border:1px solid var(--edge);border-radius:4px;padding:8px 12px;background:var(--card);min-width:0}
.tile dt,.tile .note{color:var(--subtitle);font-size:12px}
.tile dd{margin:0}
.tile .value{font-size:19px;line-height:1.35;font-weight:600;overflow-wrap:anywhere}
.words{min-width:250px}
.up{color:var(--up)}.down{color:var(--downText)}
.scroll{overflow-x:auto}
.scroll.tall{max-height:560px;overflow-y:auto}
.scroll.tall thead th{position:sticky;top:0;background:var(--background);z-index:1}
.sideways::before{content:"\\21c4  scroll sideways for more";display:block;position:sticky;left:0;width:max-content;padding:0 0 4px;color:var(--subtitle);font-size:12px}
.sideways:not(.end){-webkit-mask-image:linear-gradient(to right,#000 calc(100% - 40px),rgba(0,0,0,.15));mask-image:linear-gradient(to right,#000 calc(100% - 40px),rgba(0,0,0,.15))}
.sideways :is(tbody th,thead th:first-child){position:sticky;left:0;z-index:1;background:var(--background)}
.scroll.tall.sideways thead th:first-child{z-index:2}
table{border-collapse:collapse;width:100%;font-size:13px}
caption{text-align:left;color:var(--subtitle);font-size:12px;padding:0 0 6px}
.sideways caption{max-width:calc(100vw - 52px)}
.hidden{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
th,td{padding:4px 14px 4px 0;border-bottom:1px solid var(--edge);text-align:left;vertical-align:top}
thead th{color:var(--subtitle);font-weight:600;font-size:12px;vertical-align:bottom}
tbody th{font-weight:400}
tbody tr:last-child>*{border-bottom:0}
tbody tr:hover>*{background:var(--card)}
.number.number{text-align:right;white-space:nowrap}
tbody th,.date{white-space:nowrap}
.scroll:not(.tall) thead .number{white-space:normal}
.trades :is(th,td){white-space:nowrap}
.met,.missed{white-space:nowrap}.missed{font-weight:600;color:var(--downText)}.met{color:var(--up)}
.page-report{max-width:880px;margin:0 auto}
.page-report .grid{grid-template-columns:minmax(0,1fr)}
.page-report figcaption{min-height:0}
.what{font-size:16px;margin:0 0 10px;color:var(--subtitle)}
.made-up{margin:0 0 12px;padding:8px 12px;border:2px dashed var(--warnText);background:var(--warnBack);color:var(--warnText)}
.answer{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:6px 20px;margin:0;padding:12px 14px;border:1px solid var(--edge);border-left:5px solid var(--text);background:var(--card);border-radius:4px}
.answer dt{color:var(--subtitle)}.answer dd{margin:0;font-weight:600}
section ul{margin:6px 0;padding:0 0 0 18px}section li{margin:3px 0}
section section{margin-top:14px}
section .scroll{margin-top:10px}
.inspector{overscroll-behavior:contain;position:fixed;inset:0 0 0 auto;width:min(880px,100%);overflow:auto;z-index:8;background:var(--background);border-left:1px solid var(--edge);box-shadow:0 0 24px rgba(0,0,0,.25);padding:14px 18px}
.inspector[hidden]{display:none}
.inspector.inspector.inspector .mtf-inspector{border:0;margin:0;padding:0}
.mtf-paper.mtf-paper.mtf-paper.mtf-paper{padding:0;max-width:none;font-family:inherit}
@media (max-width:980px){.grid{grid-template-columns:minmax(0,1fr)}figcaption{min-height:0}.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media (max-width:640px){:not(.trades)>tbody th{white-space:normal;min-width:104px}th,td{padding-right:10px}.bar,.about,main{padding-left:12px;padding-right:12px}.bar{gap:0 12px;padding-top:6px}.name{flex:1}.theme{order:1}nav{order:2;flex-basis:100%}nav a{padding:8px 7px 6px;font-size:13px}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.answer{grid-template-columns:minmax(0,1fr);gap:0}.answer dd{margin-bottom:8px}figure.block{padding:10px 6px 4px;margin:0}figcaption{padding:0 4px}.inspector{padding:10px 12px}.top{position:static}}
@media (max-width:640px){.words{min-width:0}.listed tr{display:grid;grid-template-columns:minmax(0,1fr) auto;padding:5px 0;border-bottom:1px solid var(--edge)}.listed tbody tr:last-child{border:0}.listed.listed :is(th,td){border:0;padding:0}.listed .number{padding-left:12px}.listed td.words{grid-column:1/-1;color:var(--subtitle);font-size:12px}.listed thead .words{display:none}}
@media print{.sideways::before{display:none}.sideways.sideways{-webkit-mask-image:none;mask-image:none}@page{margin:14mm}body,body.dark{${LIGHT}}body{font-size:11px}body.dark .plot{filter:invert(1) hue-rotate(180deg) brightness(1.12)}table{font-size:11px}.bar,.skip,.inspector,.modebar-container{display:none!important}.about{padding:0}thead,caption{break-after:avoid}li,p{orphans:3;widows:3}.top{position:static;border:0}main{padding:0;max-width:none}.page-report{max-width:none}figure.block,.tile,tr,.answer,section section{break-inside:avoid}h2,h3{break-after:avoid}.plot{zoom:.78}.scroll{overflow:visible;max-height:none!important}}
`;
