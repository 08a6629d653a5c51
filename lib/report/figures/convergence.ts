import { formatDigits } from '../../core/format.js';
import { bestTold, type Direction, type Success, type Told } from '../../optimise/history.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { type View, viewOf } from './convergence-view.js';
import { brief, pointWords } from './point-words.js';
import { COLOURS, emptyFigure, figure, marking, note, valueAxis } from './theme.js';
import { count, counted } from './words.js';

/** Most evaluations whose parameters are shown on hovering. */
const MOST_WORDS = 300;

export interface ConvergenceOptions {
  /** What is searched for, as the title says it, such as `objective`. */
  readonly objectiveName: string;
  /** What the axis says; the name where absent. */
  readonly axis?: string;
  /** Evaluations of the design before the model is asked; the optimiser's own default when absent. */
  readonly initial?: number;
  /** 'maximise' when absent. */
  readonly direction?: Direction;
  /** Best value of as many random points: a line to beat. */
  readonly random?: number;
}

/**
 * Each evaluation of a search and the best so far. Values far on the bad side (ten times as far from the best as the median,
 * and twice as far as the median of the initial design) are drawn at the edge and counted in the subtitle, so that they
 * do not flatten the rest.
 */
export function convergenceFigure(told: readonly Told[], options: ConvergenceOptions): Figure {
  const { objectiveName, axis = objectiveName, direction = 'maximise', random } = options;
  if (told.length === 0) return emptyFigure('No evaluation was made', 'There is nothing to draw.');
  const best = bestTold(told, direction);
  if (!best) {
    const all = told.length === 1 ? 'The one evaluation' : `All ${count(told.length)} evaluations`;
    return emptyFigure(`${all} failed`, 'None gave a value to draw.');
  }
  const initial = Math.min(told.length, options.initial ?? Math.max(6, Object.keys(told[0].point).length + 1));
  const view = viewOf(told, initial, best.value, direction, random);
  const lines = random === undefined ? [] : [marking('y', random, COLOURS.neutral)];
  return figure(
    tracesOf(told, initial, view, direction),
    {
      title: titleOf(told, best, initial, objectiveName, direction),
      subtitle: subtitleOf(told, view, randomWords(best.value, direction, random)),
      height: 430,
    },
    {
      showlegend: true,
      margin: { b: 88 },
      xaxis: valueAxis('Evaluation', {
        range: [0.4, told.length + 0.6],
        tickformat: ',d',
        ...(told.length <= 10 && { dtick: 1 }),
      }),
      yaxis: valueAxis(axis, { range: view.range }),
      shapes: lines,
      annotations: random === undefined ? [] : [randomNote(random)],
    },
  );
}

function tracesOf(told: readonly Told[], initial: number, view: View, direction: Direction): Trace[] {
  const numbered = told.map((one, k) => ({ ...one, number: k + 1 }));
  const isBeyond = (value: number | null) => value !== null && view.beyond.includes(value);
  const shown = numbered.filter(({ value }) => value !== null && !isBeyond(value));
  const marks = (name: string, of: typeof numbered, at: number | null, marker: Layout): Trace[] =>
    of.length === 0
      ? []
      : [
          {
            type: 'scatter',
            mode: 'markers',
            name,
            x: of.map(({ number }) => number),
            y: of.map(({ value }) => brief(at ?? value)),
            text: of.map(({ value, point }) => hoverWords(value, told.length <= MOST_WORDS ? pointWords(point) : '')),
            marker,
            cliponaxis: false,
            hovertemplate: 'evaluation %{x}<br>%{text}<extra></extra>',
          },
        ];
  const failed = numbered.filter(({ value }) => value === null);
  const beyond = numbered.filter(({ value }) => isBeyond(value));
  const outward = direction === 'maximise' ? 'triangle-down' : 'triangle-up';
  return [
    bestSoFar(told, direction, view),
    ...marks(
      `initial design: ${count(initial)}`,
      shown.filter(({ number }) => number <= initial),
      null,
      { symbol: 'circle-open', size: 8, color: COLOURS.neutral, line: { width: 1.8 } },
    ),
    ...marks(
      'proposed by the model',
      shown.filter(({ number }) => number > initial),
      null,
      { symbol: 'circle', size: 7, color: COLOURS.inSample, line: { color: '#ffffff', width: 0.5 } },
    ),
    ...marks(`beyond the edge: ${count(beyond.length)}`, beyond, view.edge, {
      symbol: outward,
      size: 9,
      color: COLOURS.downPale,
    }),
    ...marks(`failed: ${count(failed.length)}`, failed, view.failedAt, { symbol: 'x', size: 8, color: COLOURS.down }),
  ];
}

function hoverWords(value: number | null, parameters: string): string {
  const objective = value === null ? 'failed' : formatDigits(value);
  return parameters === '' ? objective : `${objective}<br>${parameters.replace(/((?:[^,]*,){3})/g, '$1<br>')}`;
}

/** Null until the first value; at the edge while nothing better than what lies beyond it was found. */
function bestSoFar(told: readonly Told[], direction: Direction, { edge }: View): Trace {
  const better = direction === 'maximise' ? Math.max : Math.min;
  let best: number | null = null;
  const y = told.map(({ value }) => {
    if (value !== null) best = best === null ? value : better(best, value);
    return brief(best === null ? null : better(best, edge));
  });
  return {
    type: 'scatter',
    mode: told.length === 1 ? 'markers' : 'lines',
    name: 'best so far',
    x: told.map((_, k) => k + 1),
    y,
    line: { color: COLOURS.equity, width: 2.2, shape: 'hv' },
    marker: { color: COLOURS.equity, size: 5 },
    hovertemplate: 'best after %{x}: %{y}<extra></extra>',
  };
}

function randomNote(random: number): Layout {
  return note(`random: ${formatDigits(random, 3)}`, {
    xref: 'paper',
    x: 1,
    xanchor: 'right',
    y: random,
    yshift: -9,
  });
}

function titleOf(told: readonly Told[], best: Success, initial: number, name: string, direction: Direction): string {
  const at = told.findIndex(({ value }) => value === best.value) + 1;
  const start = bestTold(told.slice(0, initial), direction);
  const found = `The best ${name} of ${counted(told.length, 'evaluation')} is ${formatDigits(best.value, 3)}`;
  if (at <= initial) return `${found}, found at number ${count(at)}, in the initial design of ${count(initial)}`;
  const began = start
    ? `the initial design of ${count(initial)} had reached ${formatDigits(start.value, 3)}`
    : `the initial design of ${count(initial)} had failed`;
  return `${found}, found at number ${count(at)}; ${began}`;
}

function randomWords(best: number, direction: Direction, random: number | undefined): string {
  if (random === undefined) return '';
  const isBetter = direction === 'maximise' ? random > best : random < best;
  const verdict = random === best ? ', the same' : isBetter ? ', better than the search' : '';
  return `The best of as many random points is ${formatDigits(random, 3)}${verdict} (dashed).`;
}

function subtitleOf(told: readonly Told[], { beyond, edge }: View, random: string): string {
  const far = beyond.reduce((most, value) => (Math.abs(value - edge) > Math.abs(most - edge) ? value : most), edge);
  const failed = told.filter(({ value }) => value === null).length;
  return [
    'A maximum over a search flatters: the best of many is partly luck.',
    random,
    beyond.length === 0
      ? ''
      : `${counted(beyond.length, 'value')} beyond ${formatDigits(edge, 2)}, as far as ${formatDigits(far, 3)}, drawn at the edge.`,
    failed === 0 ? '' : `${counted(failed, 'evaluation')} failed.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
