import { DEEP_DRAWDOWN } from '../../backtest/drawdown.js';
import { formatNumber } from '../../core/format.js';
import { STRESS_MEANING, STRESS_SCENARIOS } from '../../robustness/stress/scenarios.js';
import type { StressResults } from '../../robustness/stress/stress.js';
import type { Figure, Layout } from '../figure.js';
import { COLOURS, figure, legendKey, marking, nameAxis, note, valueAxis } from './theme.js';
import { counted, signedPercent } from './words.js';

const LIMIT = 100 * DEEP_DRAWDOWN;
const ROWS = ['original', ...STRESS_SCENARIOS] as const;
const NAMES = {
  original: 'as it was',
  high_vol: 'high volatility',
  bear_market: 'bear market',
  flash_crash: 'flash crash',
  low_vol: 'low volatility',
  whipsaw: 'whipsaw',
} as const;

/** A scenario in words; a name that is none of the lab's stays. */
export function scenarioName(scenario: string): string {
  return Object.entries(NAMES).find(([name]) => name === scenario)?.[1] ?? scenario;
}

/** Deepest drawdown under each scenario against the limit of 20 %, with trades and Sharpe ratio. */
export function stressSurvival(results: StressResults): Figure {
  const names = ROWS.map((row) => NAMES[row]);
  const depths = ROWS.map((row) => 100 * results[row].dd);
  const bars = {
    type: 'bar',
    orientation: 'h',
    x: depths.map((depth) => Math.round(100 * depth) / 100),
    y: names,
    marker: { color: ROWS.map((row) => colourOf(row, results)) },
    showlegend: false,
    text: ROWS.map((row) => (row === 'original' ? 'the market as it was' : STRESS_MEANING[row])),
    textposition: 'none',
    hovertemplate: '%{text}<br>%{x:.2f} %<extra></extra>',
  };
  const least = Math.min(LIMIT, ...depths);
  const labels = ROWS.map((row, k): Layout => {
    const { trades, sharpe } = results[row];
    const ratio = sharpe === null ? 'no Sharpe ratio' : `Sharpe ${formatNumber(sharpe, 1)}`;
    const text = `${formatNumber(depths[k], 1)} %, ${counted(trades, 'trade')}, ${ratio}`;
    return note(text, { x: 0, y: names[k], xanchor: 'left', xshift: 8, font: { size: 12, color: COLOURS.text } });
  });
  return figure(
    [bars, legendKey('Survived', COLOURS.upPale), legendKey('Fell beyond 20 %', COLOURS.drawdown)],
    { title: titleOf(results), subtitle: subtitleOf(), height: 170 + 42 * ROWS.length },
    {
      showlegend: true,
      xaxis: valueAxis('Deepest drawdown (%)', { range: [1.06 * least, -0.62 * least], tickvals: ticksTo(least) }),
      yaxis: nameAxis(names, { autorange: 'reversed' }),
      shapes: [marking('x', LIMIT, COLOURS.drawdown)],
      annotations: labels,
    },
  );
}

/** Drawdowns are not positive: no tick where the labels stand. */
function ticksTo(least: number): number[] {
  const step = least < -50 ? 20 : least < -25 ? 10 : 5;
  return Array.from({ length: Math.floor(-least / step) + 1 }, (_, k) => -k * step).reverse();
}

function colourOf(row: (typeof ROWS)[number], results: StressResults): string {
  if (!results[row].survived) return COLOURS.drawdown;
  return row === 'original' ? COLOURS.pale : COLOURS.upPale;
}

function titleOf(results: StressResults): string {
  const traded = STRESS_SCENARIOS.filter((row) => results[row].trades > 0);
  if (traded.length === 0) return 'No trade is taken under any scenario: it survives, and shows nothing';
  const survived = STRESS_SCENARIOS.filter((row) => results[row].survived).length;
  const worst = STRESS_SCENARIOS.reduce((a, b) => (results[b].dd < results[a].dd ? b : a));
  const own = signedPercent(results.original.dd);
  const losing = STRESS_SCENARIOS.every((row) => results[row].total_return < 0) ? ', yet it loses in each' : '';
  return `${survived} of ${STRESS_SCENARIOS.length} scenarios stay above a drawdown of 20 %${losing}; the worst is ${NAMES[worst]} at ${signedPercent(results[worst].dd)}, against ${own} in the market as it was`;
}

function subtitleOf(): string {
  const { high_vol, bear_market, flash_crash, low_vol, whipsaw } = STRESS_MEANING;
  return `High volatility: ${high_vol}. Low: ${low_vol.replace(/^.* times/, 'times')}. Bear: ${bear_market}. Crash: ${flash_crash}. Whipsaw: ${whipsaw}`;
}
