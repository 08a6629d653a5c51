import type { Funnel, SideFunnel } from '../../strategy/rules.js';
import type { Figure, Trace } from '../figure.js';
import { rounded } from './plain.js';
import { COLOURS, figure, nameAxis, valueAxis } from './theme.js';
import { count, counted } from './words.js';

const ALL = 'all bars';

/** Where bars begin on the log axis. Left to begin at 0, which lies infinitely far, they are lost in the PNG. */
const FOOT = 0.8;

/** How many bars survive each rule in turn, and how many each rule alone keeps from being a signal; log scale, both sides. */
export function funnelFigure(funnel: Funnel): Figure {
  const { long, short } = funnel;
  const names = [ALL, ...sharedNames(long, short)];
  const most = Math.max(long.bars, short.bars, 10);
  const data = [
    ...sideTraces(long, COLOURS.upPale, 'x', 'Bars left after this rule (long)'),
    ...sideTraces(short, COLOURS.downPale, 'x2', 'Bars left after this rule (short)'),
    labels(long, names, 'x'),
    labels(short, names, 'x2'),
  ];
  const axis = { type: 'log', range: [-0.1, Math.log10(most) + 0.95], tickformat: '~s', dtick: 1 };
  const title = `${count(long.bars)} bars leave ${counted(long.signals, 'long signal')} and ${count(short.signals)} short; the rule that alone blocks most is ${tightest(long)} for longs, ${tightest(short)} for shorts`;
  const subtitle =
    'Rules in the order they are asked. A diamond counts the bars that fail this rule alone: the signals gained by dropping it.';
  return figure(
    data,
    { title, subtitle, height: 190 + 32 * names.length },
    {
      showlegend: true,
      xaxis: valueAxis('Long: bars (log scale)', { ...axis, domain: [0, 0.48] }),
      xaxis2: valueAxis('Short: bars (log scale)', { ...axis, domain: [0.52, 1], anchor: 'y' }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
    },
  );
}

function tightest({ tightest: rule, steps }: SideFunnel): string {
  const step = steps.find((one) => one.rule === rule);
  return step ? `"${step.rule}" (${count(step.blocks_alone)})` : 'none';
}

/** `bull gap` and `bear gap` share a row. */
function row(rule: string): string {
  return rule.replace(/^(bull|bear) /, '');
}

function sharedNames(long: SideFunnel, short: SideFunnel): string[] {
  return [...new Set([...long.steps, ...short.steps].map(({ rule }) => row(rule)))];
}

function sideTraces({ bars, steps }: SideFunnel, colour: string, xaxis: string, name: string): Trace[] {
  const counts = [bars, ...steps.map(({ survivors }) => survivors)];
  const alone = steps.filter(({ blocks_alone }) => blocks_alone > 0);
  return [
    {
      type: 'bar',
      orientation: 'h',
      name,
      base: FOOT,
      x: rounded(
        counts.map((value) => Math.max(value - FOOT, 0)),
        1,
      ),
      customdata: counts,
      y: [ALL, ...steps.map(({ rule }) => row(rule))],
      xaxis,
      marker: { color: colour },
      hovertemplate: '%{y}<br>%{customdata:,} bars left<extra></extra>',
    },
    {
      type: 'scatter',
      mode: 'markers',
      name: 'Blocked by this rule alone',
      showlegend: xaxis === 'x',
      legendgroup: 'alone',
      x: alone.map(({ blocks_alone }) => blocks_alone),
      y: alone.map(({ rule }) => row(rule)),
      xaxis,
      marker: { symbol: 'diamond', size: 11, color: COLOURS.text, line: { color: '#ffffff', width: 1 } },
      hovertemplate: '%{y}<br>%{x:,} bars fail this rule alone<extra></extra>',
    },
  ];
}

/** Counts beside the bars; also of a bar of 0, which a log axis cannot draw, and of a rule the side does not have. */
function labels({ bars, steps }: SideFunnel, names: readonly string[], xaxis: string): Trace {
  const counts = new Map([
    [ALL, bars],
    ...steps.map(({ rule, survivors }): [string, number] => [row(rule), survivors]),
  ]);
  return {
    type: 'scatter',
    mode: 'text',
    x: names.map((name) => Math.max(counts.get(name) ?? 1, 1)),
    y: names,
    text: names.map((name) => `\u00a0${counts.has(name) ? count(counts.get(name) ?? 0) : 'not asked on this side'}`),
    textposition: 'middle right',
    textfont: { size: 11 },
    xaxis,
    showlegend: false,
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}
