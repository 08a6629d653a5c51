import { join } from 'node:path';
import { pageBundle } from '../page-bundle.js';
import { maplessPlotlyScript } from '../plotly-slim.js';
import { zipped } from '../zipped.js';
import { LIBRARY_ID, PIECE_ATTRIBUTE, ROOT_ID } from './page-places.js';
import type { Pieces } from './piece.js';
import { DASHBOARD_STYLE } from './style.js';

/** The dashboard as files of a server: the page itself has no script or style in it. */
export interface DashboardSite {
  /** `/` */
  readonly shell: string;
  /** `/app.js` */
  readonly script: string;
  /** `/app.css` */
  readonly style: string;
  /** `/plotly.js` */
  readonly library: string;
}

/** The dashboard for a server that has `/pieces.json`, `/pieces/<name>.json` and `/events`; see piece.ts for what they say. */
export function dashboardSite(): DashboardSite {
  return {
    shell: shellHtml(
      // The chart library writes its rules into the sheet of this name, where the page's policy lets it make none.
      '<link rel="stylesheet" id="plotly.js-style-global" href="/app.css">',
      '<script src="/app.js" defer></script>',
    ),
    script: appScript(),
    style: DASHBOARD_STYLE,
    library: maplessPlotlyScript().source,
  };
}

/** The dashboard as one HTML page that opens offline: pieces, app, style and chart library are in it. */
export function dashboardFile(pieces: Pieces): string {
  const held = Object.entries(pieces).map(
    ([name, piece]) =>
      `<script type="text/plain" ${PIECE_ATTRIBUTE}="${name}">${zipped(JSON.stringify(piece))}</script>`,
  );
  const library = `<script type="text/plain" id="${LIBRARY_ID}">${maplessPlotlyScript().gzipBase64}</script>`;
  return shellHtml(
    `<style>${DASHBOARD_STYLE}</style>`,
    [...held, library, `<script>${appScript()}</script>`].join('\n'),
  );
}

function shellHtml(head: string, end: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mtf-lab dashboard</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<div id="${ROOT_ID}"></div>
<noscript><p>This page draws its charts with scripts, which are switched off here.</p></noscript>
${end}
</body>
</html>
`;
}

let kept: string | undefined;

/** The app as a classic script without eval. Bundled on first use, then kept. */
function appScript(): string {
  kept ??= pageBundle(join(__dirname, 'page-start.js'));
  return kept;
}
