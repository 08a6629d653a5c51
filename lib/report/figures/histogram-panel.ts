import type { Layout, Trace } from '../figure.js';
import { binCounts } from './plain.js';
import { marking, valueAxis } from './theme.js';

const BINS = 28;

/** One panel of a row of histograms. */
export interface HistogramPanel {
  readonly values: readonly number[];
  /** Of the value axis; `unit` stands behind it. */
  readonly title: string;
  readonly unit: string;
  /** Values below it are drawn in `belowColour`. */
  readonly split?: number;
  readonly colour: string;
  readonly belowColour?: string;
  /** Vertical lines: a value, its colour and dash. */
  readonly lines: readonly { readonly at: number; readonly colour: string; readonly dash: string }[];
}

/** Shares of runs by value, panels side by side, as traces, axes and lines of one figure. */
export function histogramRow(panels: readonly HistogramPanel[]): {
  traces: Trace[];
  axes: Layout;
  shapes: Layout[];
} {
  const gap = 0.075;
  const wide = (1 - gap * (panels.length - 1)) / panels.length;
  const axes: Record<string, Layout> = {};
  const shapes: Layout[] = [];
  const traces = panels.map((panel, k): Trace => {
    const [x, y] = k === 0 ? ['x', 'y'] : [`x${k + 1}`, `y${k + 1}`];
    const start = k * (wide + gap);
    const range = shownRange(panel);
    axes[x.replace('x', 'xaxis')] = valueAxis(`${panel.title} (${panel.unit})`, {
      ...{ domain: [start, start + wide], anchor: y, nticks: 6, range },
    });
    const title = k === 0 ? 'Share of the runs (%)' : '';
    axes[y.replace('y', 'yaxis')] = valueAxis(title, { anchor: x, rangemode: 'tozero' });
    for (const { at, colour, dash } of panel.lines) {
      const line = { color: colour, width: 1.5, dash };
      shapes.push(marking('x', at, colour, { xref: x, yref: `${y} domain`, line }));
    }
    return { ...histogram(panel, range[1] - range[0]), xaxis: x, yaxis: y };
  });
  return { traces, axes, shapes };
}

/** Values and lines, with room at the ends so that a line is not taken for the frame. */
function shownRange({ values, lines }: HistogramPanel): [number, number] {
  const all = [...values, ...lines.map(({ at }) => at)];
  const least = Math.min(...all);
  const most = Math.max(...all);
  const room = 0.05 * (most - least || Math.abs(most) || 1);
  return [least - room, most + room];
}

function histogram({ values, unit, split, colour, belowColour }: HistogramPanel, shown: number): Trace {
  const least = Math.min(...values);
  const most = Math.max(...values);
  // Bars that are narrow against the panel could not be seen.
  const width = binWidth(Math.max(most - least, shown / 3));
  const start = Math.floor(least / width) * width;
  const bins = Math.max(1, Math.floor((most - start) / width) + 1);
  const counts = binCounts(values, start, width, bins);
  const middles = counts.map((_, k) => start + (k + 0.5) * width);
  return {
    type: 'bar',
    x: middles.map((at) => Number(at.toPrecision(6))),
    y: counts.map((count) => Math.round((1e4 * count) / values.length) / 100),
    width: middles.map(() => 0.94 * width),
    marker: { color: middles.map((at) => (split !== undefined && at < split ? (belowColour ?? colour) : colour)) },
    showlegend: false,
    hovertemplate: `%{x:.3g} ${unit}<br>%{y:.1f} % of runs<extra></extra>`,
  };
}

/** 1, 2 or 5 times a power of ten, for about `BINS` bins: a round split is then an edge. */
function binWidth(range: number): number {
  const exact = range / BINS;
  const power = 10 ** Math.floor(Math.log10(exact));
  return power * ([1, 2, 5].find((times) => times * power >= exact) ?? 10);
}
