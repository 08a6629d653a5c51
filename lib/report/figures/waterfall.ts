import type { Layout, Trace } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, nameAxis, note, valueAxis } from './theme.js';
import { signedUsd } from './words.js';

/** One bar of a waterfall, USD: from `base` to `to`. */
export interface WaterfallStep {
  readonly name: string;
  readonly base: number;
  readonly to: number;
  readonly colour: string;
}

/** Amounts of USD that lead from one to the next, each with its figure above it (below, where it hangs under zero). */
export function waterfall(steps: readonly WaterfallStep[]): { readonly bar: Trace; readonly layout: Layout } {
  const names = steps.map(({ name }) => name);
  const bar = {
    type: 'bar',
    x: names,
    y: rounded(steps.map(({ base, to }) => to - base)),
    base: rounded(steps.map(({ base }) => base)),
    marker: { color: steps.map(({ colour }) => colour) },
    width: names.map(() => 0.62),
    text: steps.map(({ base, to }) => signedUsd(to - base)),
    textposition: 'none',
    hovertemplate: '%{x}<br>%{text}<extra></extra>',
  };
  const annotations = steps.map(({ name, base, to }): Layout => {
    const isDown = Math.min(base, to) < 0;
    return note(signedUsd(to - base), {
      x: name,
      y: isDown ? Math.min(base, to) : Math.max(base, to),
      yanchor: isDown ? 'top' : 'bottom',
      font: { size: 12, color: COLOURS.text },
    });
  });
  const range = padded(steps.flatMap(({ base, to }) => [base, to]));
  const yaxis = { tickformat: ',', range, zeroline: true, zerolinecolor: COLOURS.neutral };
  return { bar, layout: { xaxis: nameAxis(names), yaxis: valueAxis('P&L (USD)', yaxis), annotations } };
}

function padded(edges: readonly number[]): [number, number] {
  const least = Math.min(0, ...edges);
  const most = Math.max(0, ...edges);
  const room = 0.12 * (most - least || 1);
  return [least - room, most + room];
}
