import type { View } from './levels.js';
import type { PlacedPlot } from './page-canvas.js';

/** The chart as gestures see it. */
export interface Viewed {
  view(): View;
  readonly whole: View;
  show(view: View): Promise<void>;
  tell(time: number): number;
}

/** Zoom of one notch of a wheel, as the power of e. */
const WHEEL = 0.0015;

/**
 * The wheel zooms about the pointer, and sideways pans: with Ctrl (a pinch on a touchpad is that), or once the chart was
 * clicked, so that a page with charts in it can still be scrolled. Dragging in the overview moves the view.
 */
export function followGestures(plot: PlacedPlot, element: HTMLElement, chart: Viewed): void {
  const later = once(chart);
  let entered = false;
  element.addEventListener('pointerdown', () => {
    entered = true;
  });
  element.addEventListener('pointerleave', () => {
    entered = false;
  });
  plot.addEventListener(
    'wheel',
    (event) => {
      const at = shareAlong(plot, event.clientX, 'xaxis');
      if (!(entered || event.ctrlKey || event.metaKey) || at === undefined) return;
      event.preventDefault();
      later((view) => wheeled(view, event, at));
    },
    { passive: false },
  );
  followPointer(plot, element, chart);
  followOverview(plot, chart, later);
}

/** Words about the bar under the pointer, and a line through it. */
function followPointer(plot: PlacedPlot, element: HTMLElement, chart: Viewed): void {
  const line = document.createElement('div');
  Object.assign(line.style, {
    position: 'absolute',
    width: '0',
    borderLeft: '1px dotted #8a8a8a',
    pointerEvents: 'none',
  });
  element.append(line);
  const place = ({ clientX }: PointerEvent) => {
    const at = shareAlong(plot, clientX, 'xaxis');
    const axes = plot._fullLayout;
    line.hidden = at === undefined || !axes;
    if (at === undefined || !axes) return;
    const { from, to } = chart.view();
    const middle = chart.tell(from + at * (to - from));
    const { yaxis, yaxis2, xaxis } = axes;
    line.style.left = `${xaxis._offset + ((middle - from) / (to - from)) * xaxis._length}px`;
    line.style.top = `${yaxis._offset}px`;
    line.style.height = `${yaxis2._offset + yaxis2._length - yaxis._offset}px`;
  };
  plot.addEventListener('pointermove', place);
  for (const end of ['pointerleave', 'pointerdown'] as const)
    plot.addEventListener(end, () => {
      line.hidden = true;
    });
}

function followOverview(plot: PlacedPlot, { whole }: Viewed, later: (change: (view: View) => View) => void): void {
  let dragging = false;
  const centre = (event: PointerEvent) => {
    const at = shareAlong(plot, event.clientX, 'xaxis2') ?? 0;
    const middle = whole.from + at * (whole.to - whole.from);
    later(({ from, to }) => ({ from: middle - (to - from) / 2, to: middle + (to - from) / 2 }));
  };
  plot.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || !isInOverview(plot, event)) return;
      event.preventDefault();
      event.stopPropagation();
      dragging = true;
      plot.setPointerCapture(event.pointerId);
      centre(event);
    },
    true,
  );
  plot.addEventListener('pointermove', (event) => dragging && centre(event));
  for (const end of ['pointerup', 'pointercancel']) {
    plot.addEventListener(end, () => {
      dragging = false;
    });
  }
}

/** One drawing at a time, always of the newest wish: events come faster than a chart is drawn. */
function once(chart: Viewed): (change: (view: View) => View) => void {
  let wish: View | undefined;
  let isDrawing = false;
  const next = async () => {
    isDrawing = true;
    while (wish) {
      const view = wish;
      wish = undefined;
      await chart.show(view);
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }
    isDrawing = false;
  };
  return (change) => {
    wish = change(wish ?? chart.view());
    if (!isDrawing) void next();
  };
}

function wheeled({ from, to }: View, { deltaX, deltaY }: WheelEvent, at: number): View {
  const span = to - from;
  if (Math.abs(deltaX) > Math.abs(deltaY)) {
    const moved = (span * deltaX) / 1000;
    return { from: from + moved, to: to + moved };
  }
  const middle = from + at * span;
  const zoomed = span * Math.exp(WHEEL * deltaY);
  return { from: middle - at * zoomed, to: middle + (1 - at) * zoomed };
}

/** Where along an axis a point of the page lies, from 0 to 1; undefined beside it. */
export function shareAlong(plot: PlacedPlot, clientX: number, axis: 'xaxis' | 'xaxis2'): number | undefined {
  const place = plot._fullLayout?.[axis];
  if (!place) return undefined;
  const share = (clientX - plot.getBoundingClientRect().left - place._offset) / place._length;
  return share >= 0 && share <= 1 ? share : undefined;
}

function isInOverview(plot: PlacedPlot, { clientX, clientY }: PointerEvent): boolean {
  const place = plot._fullLayout?.yaxis3;
  if (!place || shareAlong(plot, clientX, 'xaxis2') === undefined) return false;
  const y = clientY - plot.getBoundingClientRect().top - place._offset;
  return y >= 0 && y <= place._length;
}
