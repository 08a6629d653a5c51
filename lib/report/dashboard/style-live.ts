/** What stands above the pages of a live dashboard: how the connection is, and what is wrong with a file. */
export const LIVE_STYLE = `
#mtf-live p{margin:0;padding:10px 16px;font:14px/1.45 "DejaVu Sans",Verdana,Arial,sans-serif;overflow-wrap:anywhere;background:#fff3c4;color:#4a3500;border-bottom:1px solid #4a3500}
#mtf-live .lost{position:sticky;top:0;z-index:10;border:2px dashed #4a3500;border-left-width:10px;font-weight:600}
#mtf-live:has(.lost){position:sticky;top:0;z-index:10}
@media (prefers-color-scheme:dark){#mtf-live p{background:#4a3a08;color:#fbe7a1;border-color:#fbe7a1}}
`;
