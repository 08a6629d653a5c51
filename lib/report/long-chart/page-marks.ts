import { askForTrade } from '../inspector/events.js';
import type { View } from './levels.js';
import type { PlacedPlot } from './page-canvas.js';
import { shareAlong } from './page-gestures.js';
import { MARK_HEIGHT } from './trade-layers.js';

/** The chart as marks see it. */
interface Marked {
  view(): View;
  markedTrade(time: number, slack: number): number | undefined;
}

/** Pixels about a mark that count as it, and that a click may move. */
const SLACK = 4;

/**
 * A click on a mark asks for the trade it stands for: of several, the one entered nearest to the pointer; the others are
 * a step to the next or the previous trade away. A drag is no click.
 */
export function followMarks(plot: PlacedPlot, chart: Marked): void {
  plot.addEventListener('pointerdown', (down) => {
    const entryTime = down.button === 0 ? markAt(plot, chart, down) : undefined;
    if (entryTime === undefined) return;
    const moved = (up: PointerEvent) => Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY);
    // While the button is down, Plotly lays an element of its own over the whole page.
    window.addEventListener('pointerup', (up) => moved(up) <= SLACK && askForTrade(plot, entryTime), {
      once: true,
      capture: true,
    });
  });
  plot.addEventListener('pointermove', (event) => {
    const drag = plot.querySelector<SVGElement>('.nsewdrag');
    if (drag) drag.style.cursor = markAt(plot, chart, event) === undefined ? '' : 'pointer';
  });
}

function markAt(plot: PlacedPlot, chart: Marked, { clientX, clientY }: PointerEvent): number | undefined {
  const axes = plot._fullLayout;
  const at = shareAlong(plot, clientX, 'xaxis');
  if (!axes || at === undefined) return undefined;
  const { _offset, _length } = axes.yaxis;
  const above = _offset + _length - (clientY - plot.getBoundingClientRect().top);
  if (above < -SLACK || above > MARK_HEIGHT * _length + SLACK) return undefined;
  const { from, to } = chart.view();
  return chart.markedTrade(from + at * (to - from), (SLACK * (to - from)) / axes.xaxis._length);
}
