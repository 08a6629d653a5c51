/**
 * Beside the pages of a live dashboard: what is wrong with a file stands above them; that the connection is lost stays in
 * sight wherever the reader is. The colours are the app's.
 */
export const LIVE_STYLE = `
#mtf-live p{margin:0;padding:10px 20px;font-size:14px;line-height:1.45;overflow-wrap:anywhere;background:var(--warnBack);color:var(--warnText);border-bottom:1px solid var(--warnText)}
#mtf-live .lost{position:fixed;inset:auto 0 0;z-index:10;border:2px dashed var(--warnText);border-left-width:10px;font-weight:600}
@media print{#mtf-live{display:none}}
`;
