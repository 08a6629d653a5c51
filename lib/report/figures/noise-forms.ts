import { formatNumber } from '../../core/format.js';
import type { MonteCarloSummary } from '../../robustness/monte-carlo-summary.js';
import type { NoiseCharacter } from '../../robustness/perturb/character.js';
import type { PerturbationForm } from '../../robustness/perturb/perturb.js';
import type { Figure, Layout, Trace } from '../figure.js';
import { COLOURS, emptyFigure, figure, lineKey, marking, nameAxis, note, valueAxis } from './theme.js';
import { count, signedPercent } from './words.js';

/** One form of noise: what it did to the returns of bars, and what became of the strategy. */
export interface NoiseForm {
  readonly form: PerturbationForm;
  readonly summary: MonteCarloSummary;
  readonly character: NoiseCharacter;
}

const NAMES: Readonly<Record<PerturbationForm, string>> = {
  level: 'slow level',
  bar: 'every bar',
  bootstrap: 'blocks',
};

/** The forms of noise side by side: returns of the runs from the 5 % to the 95 % quantile, against what happened. */
export function noiseForms(forms: readonly NoiseForm[], original: number): Figure {
  const shown = forms.filter(({ summary }) => summary.total_return.p50 !== null);
  if (shown.length === 0) return emptyFigure('There are no runs', 'No form of noise was run.');
  const names = shown.map(({ form }) => NAMES[form]);
  const quantile = (k: number, p: 'p05' | 'p25' | 'p50' | 'p75' | 'p95') =>
    100 * (shown[k].summary.total_return[p] ?? 0);
  const bar = (from: 'p05' | 'p25', to: 'p75' | 'p95', colour: string, width: number): Trace => ({
    type: 'bar',
    orientation: 'h',
    y: names,
    base: names.map((_, k) => quantile(k, from)),
    x: names.map((_, k) => quantile(k, to) - quantile(k, from)),
    width: names.map(() => width),
    marker: { color: colour },
    showlegend: false,
    hoverinfo: 'skip',
  });
  const medians: Trace = {
    type: 'scatter',
    mode: 'markers',
    x: names.map((_, k) => quantile(k, 'p50')),
    y: names,
    marker: { symbol: 'line-ns', size: 18, line: { width: 3, color: COLOURS.equity } },
    showlegend: false,
    hovertemplate: '%{y}<br>median %{x:.2f} %<extra></extra>',
  };
  const wildest = shown.reduce((a, b) => (multiple(b) > multiple(a) ? b : a));
  const title = `Noise on ${NAMES[wildest.form]} makes returns ${formatNumber(multiple(wildest), 1)} times as volatile: its median run ends at ${signedPercent(wildest.summary.total_return.p50 ?? 0)}, the true bars at ${signedPercent(original)}`;
  const subtitle =
    'Total return of the runs: dark from the 25 % to the 75 % quantile, pale from the 5 % to the 95 %. What the noise does to bars is written beside it';
  return figure(
    [bar('p05', 'p95', COLOURS.upPale, 0.34), bar('p25', 'p75', COLOURS.up, 0.34), medians, keyOf()],
    { title, subtitle, height: 190 + 80 * shown.length },
    {
      barmode: 'overlay',
      showlegend: true,
      xaxis: valueAxis('Total return (%)'),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      shapes: [marking('x', 100 * original, COLOURS.poc, { line: { color: COLOURS.poc, width: 1.5 } })],
      annotations: shown.map((form, k) => label(form, names[k])),
    },
  );
}

const keyOf = (): Trace => lineKey('The true bars', COLOURS.poc, 'solid');

const multiple = ({ character }: NoiseForm) => character.volatility_multiple ?? 0;

function label(form: NoiseForm, name: string): Layout {
  const { character, summary } = form;
  const text = `volatility x ${formatNumber(multiple(form), 2)}, autocorrelation ${formatNumber(character.autocorrelation ?? 0, 2)}, ${count(summary.trades.p50 ?? 0)} trades`;
  return note(text, { x: 0, xref: 'paper', xanchor: 'left', y: name, yshift: 28, xshift: 6 });
}
