// What runs in the reader's page where a long chart has an inspector. Bundled by page-script.ts.

import { decodeLongData } from '../long-chart/codec.js';
import { type LongChartHandle, mountLong } from '../long-chart/page.js';
import type { PagePlotly } from '../long-chart/page-chart.js';
import { isDarkAround, watchColours } from '../long-chart/page-colours.js';
import { unzipped } from '../unzip.js';
import { onOpenTrade, TRADE_SHOWN, type TradeShownDetail } from './events.js';
import { decodeInspections } from './page-decode.js';
import { element } from './page-dom.js';
import { type Inspector, inspectorIn } from './page-inspector.js';
import { paintPanel } from './page-style.js';

/** A chart with its inspector in a page; they stand at its place as `mtfLongChart` and `mtfInspector`. */
export interface InspectedChart {
  readonly chart: LongChartHandle;
  readonly inspector: Inspector;
}

/**
 * Draws a long chart into `place` and puts the inspector of its trades below it. `data` is the chart's, a dot, and the
 * inspections, each gzip in base64. A trade asked for anywhere in the page is opened where it is one of these.
 */
export async function mount(place: HTMLElement, data: string, plotly: PagePlotly): Promise<InspectedChart> {
  const [candles, details] = data.split('.');
  const long = decodeLongData(await unzipped(candles));
  const inspections = await decodeInspections(details);
  const [upper, lower] = [document.createElement('div'), document.createElement('div')];
  place.replaceChildren(upper, lower);
  const chart = await mountLong(upper, long, plotly);
  const { trades } = inspections;
  if (trades.length > 0) {
    addInvitation(lower, () => {
      const { from, to } = chart.view();
      const inView = trades.find(({ entryTime }) => entryTime >= from && entryTime < to);
      inspector.open((inView ?? trades[trades.length - 1]).entryTime);
    });
  }
  const inspector = inspectorIn(lower, long, inspections, plotly);
  const known = new Set(trades.map(({ entryTime }) => entryTime));
  const stop = onOpenTrade((entryTime) => {
    if (!place.isConnected) stop();
    else if (known.has(entryTime)) inspector.open(entryTime);
  });
  Object.assign(place, { mtfLongChart: chart, mtfInspector: inspector });
  return { chart, inspector };
}

/** How to open a trade, with a button for those who do not point; shown while no trade is. */
function addInvitation(place: HTMLElement, open: () => void): void {
  const button = element('button', { type: 'button' }, 'Inspect the first trade in view');
  button.addEventListener('click', open);
  const words = 'Click a trade, or a mark below the candles, to inspect it.';
  const invitation = element(
    'div',
    { class: 'mtf-inspector' },
    element('div', { class: 'head' }, element('p', {}, words), button),
  );
  const paint = () => paintPanel(invitation, isDarkAround(invitation));
  place.append(invitation);
  place.addEventListener(TRADE_SHOWN, (event) => {
    invitation.hidden = (event as CustomEvent<TradeShownDetail>).detail.entryTime !== undefined;
  });
  paint();
  watchColours(paint);
}
