// Panels that stand beside each other, put below each other.

import type { Figure, Layout, PlotValue, Trace } from '../figure.js';

/** Narrower than this share of the figure, a panel has others beside it. */
const BESIDE = 0.7;
/** From this many panels on, two stand in a row. */
const MANY = 4;
/** Pixels between rows, for the ticks and the title of an axis. */
const GAP = 62;
/** A panel without a list of names needs no more pixels than this. */
const TALLEST = 240;
/** Width of a panel that has a colour bar at its right. */
const BESIDE_BAR = 0.86;

type Domain = readonly [from: number, to: number];
interface Place {
  readonly x: Domain;
  readonly y: Domain;
}
interface Panel extends Place {
  /** Names as traces have them: `x2`, `y`; an indicator has none. */
  readonly xName?: string;
  readonly yName?: string;
  /** The indicator's index among the traces. */
  readonly indicator?: number;
}

/** The figure with its panels below each other and so much taller; itself where none stands beside another. */
export function stacked(figure: Figure): Figure {
  const panels = panelsOf(figure);
  if (panels.length < 2 || panels.every(({ x }) => x[1] - x[0] >= BESIDE)) return figure;
  const { layout } = figure;
  const margin = layout.margin as { readonly t: number; readonly b: number };
  const room = Number(layout.height) - margin.t - margin.b;
  const isList = Object.entries(layout).some(([key, axis]) => /^yaxis/.test(key) && record(axis).type === 'category');
  const tall = room * Math.max(...panels.map(({ y }) => y[1] - y[0]));
  const pixels = Math.round(isList ? tall : Math.min(TALLEST, tall));
  const columns = panels.length < MANY ? 1 : 2;
  const rows = Math.ceil(panels.length / columns);
  const total = rows * pixels + (rows - 1) * GAP;
  const hasBar = figure.data.some(({ colorbar }) => colorbar !== undefined);
  const places = panels.map((_, k): Place => {
    const top = 1 - (Math.floor(k / columns) * (pixels + GAP)) / total;
    const x =
      columns === 1
        ? ([0, hasBar ? BESIDE_BAR : 1] as const)
        : k % 2 === 0
          ? ([0, 0.44] as const)
          : ([0.56, 1] as const);
    return { x, y: [Math.max(0, top - pixels / total), top] };
  });
  return moved(figure, panels, places, total - room);
}

/** The panels by row, then from the left. */
function panelsOf({ data, layout }: Figure): Panel[] {
  const panels = new Map<string, Panel>();
  data.forEach((trace, k) => {
    if (trace.type === 'indicator') {
      const { x = [0, 1], y = [0, 1] } = record(trace.domain) as { x?: Domain; y?: Domain };
      panels.set(`indicator ${k}`, { indicator: k, x, y: [y[0] < 0.1 ? 0 : y[0], y[1] > 0.9 ? 1 : y[1]] });
      return;
    }
    const [xName, yName] = [String(trace.xaxis ?? 'x'), String(trace.yaxis ?? 'y')];
    const domainOf = (name: string) => (record(layout[axisKey(name)]).domain ?? [0, 1]) as Domain;
    panels.set(`${xName} ${yName}`, { xName, yName, x: domainOf(xName), y: domainOf(yName) });
  });
  return [...panels.values()].sort((a, b) => b.y[1] - a.y[1] || a.x[0] - b.x[0]);
}

function moved(figure: Figure, panels: readonly Panel[], places: readonly Place[], more: number): Figure {
  const { data, layout } = figure;
  const axes: { [key: string]: PlotValue } = {};
  /** The axis of values of a panel, by that of `x`: a copy where panels beside each other share one. */
  const own = new Map<string, string>();
  let next = 1 + Math.max(1, ...panels.map(({ yName }) => Number(yName?.slice(1) || 1)));
  const firstTitle = record(layout[axisKey(panels.find(({ yName }) => yName)?.yName ?? 'y')]).title;
  panels.forEach(({ xName, yName }, k) => {
    if (xName === undefined || yName === undefined) return;
    const name = [...own.values()].includes(yName) ? `y${next++}` : yName;
    own.set(xName, name);
    const { title } = record(layout[axisKey(yName)]);
    const named = places[k].x[0] > 0 ? { text: '' } : record(title).text === '' ? firstTitle : title;
    axes[axisKey(xName)] = { ...record(layout[axisKey(xName)]), domain: places[k].x, anchor: name };
    axes[axisKey(name)] = { ...record(layout[axisKey(yName)]), title: named, domain: places[k].y, anchor: xName };
  });
  const placeOf = (trace: Trace, k: number) =>
    places[
      panels.findIndex(
        ({ indicator, xName }) => indicator === k || (trace.type !== 'indicator' && xName === (trace.xaxis ?? 'x')),
      )
    ];
  const shift = (mark: PlotValue) => movedMark(record(mark), panels, places, own);
  return {
    data: data.map((trace, k) => movedTrace(trace, placeOf(trace, k), own)),
    layout: {
      ...layout,
      ...axes,
      height: Number(layout.height) + more,
      ...(Array.isArray(layout.annotations) && { annotations: layout.annotations.map(shift) }),
      ...(Array.isArray(layout.shapes) && { shapes: layout.shapes.map(shift) }),
    },
  };
}

function movedTrace(trace: Trace, place: Place, own: ReadonlyMap<string, string>): Trace {
  if (trace.type === 'indicator') return { ...trace, domain: { x: [0.12, 0.88], y: place.y } };
  const yaxis = own.get(String(trace.xaxis ?? 'x')) ?? 'y';
  if (trace.colorbar === undefined) return { ...trace, yaxis };
  const bar = {
    y: (place.y[0] + place.y[1]) / 2,
    yanchor: 'middle',
    len: place.y[1] - place.y[0],
    x: place.x[1] + 0.02,
  };
  return { ...trace, yaxis, colorbar: { ...record(trace.colorbar), ...bar } };
}

/** A text or a shape goes with its panel. */
function movedMark(
  mark: Layout,
  panels: readonly Panel[],
  places: readonly Place[],
  own: ReadonlyMap<string, string>,
): Layout {
  const { xref = 'x', yref = 'y', x, y } = mark;
  if (xref === 'paper' && yref === 'paper' && typeof x === 'number' && typeof y === 'number') {
    const k = panels.findIndex(
      (panel) => x >= panel.x[0] && x <= panel.x[1] && y >= panel.y[0] - 0.01 && y <= panel.y[1] + 0.01,
    );
    if (k < 0) return mark;
    const from = panels[k];
    return { ...mark, x: along(x, from.x, places[k].x), y: along(y, from.y, places[k].y) };
  }
  const name = own.get(String(xref).replace(' domain', ''));
  if (name === undefined) return mark;
  return { ...mark, yref: yref === 'paper' || String(yref).endsWith(' domain') ? `${name} domain` : name };
}

function along(value: number, from: Domain, to: Domain): number {
  return to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);
}

/** `x2` is `xaxis2` in a layout. */
function axisKey(name: string): string {
  return `${name[0]}axis${name.slice(1)}`;
}

function record(value: PlotValue): Layout {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Layout) : {};
}
