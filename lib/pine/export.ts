import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import { mtfStrategy } from '../strategy/mtf.js';
import type { MtfParameters } from '../strategy/mtf-parameters.js';
import type { Parameter, ParameterValue } from '../strategy/parameter.js';
import { parameterTable, type Strategy, strategyParameters } from '../strategy/strategy.js';
import { alertsPine } from './alerts.js';
import { averagesPine } from './averages.js';
import { drawingPine } from './drawing.js';
import { gapsPine } from './gaps.js';
import { headerPine, INEXPRESSIBLE, type Provenance } from './header.js';
import { inputsPine } from './inputs.js';
import { requirePine } from './limits.js';
import { accountPine, ordersPine } from './orders.js';
import { profilePine } from './profile.js';
import { pineRules, rulesPine } from './rules.js';
import { plottedColumns, seriesPine } from './series.js';
import { statusTablePine } from './status-table.js';
import { pineNumber, pineSections, pineString } from './text.js';
import { indicatorsPine, timeframesPine } from './timeframes.js';

export interface PineInput {
  /** The built-in strategy; its table may have other defaults and ranges. */
  readonly strategy: Pick<Strategy, 'name' | 'parameters' | 'compute'>;
  /** Values that differ from the defaults, by name. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly provenance: Provenance;
  /** Whether the profile of 5m is built on every bar from the start; off, because it costs. An input of the script. */
  readonly profileEveryBar?: boolean;
}

type Values = MtfParameters & BacktestParameters;

/**
 * optimized_indicator.pine: gaps, profile, averages of three timeframes, signals, status, alert conditions. Pure: equal
 * input gives equal text. Throws on any strategy but the built-in one, on a parameter out of range, and on a text beyond
 * the limits of Pine.
 */
export function indicatorPine(input: PineInput): string {
  const { table, values } = checked('indicatorPine', input);
  const rules = pineRules(values);
  const body = pineSections(
    ...shared(values),
    seriesPine(plottedColumns(values)),
    drawingPine(),
    statusTablePine(rules),
    alertsPine(),
  );
  const title = pineString(`mtf-lab ${input.provenance.symbol}`);
  const declaration = `indicator(${title}, "mtf-lab", overlay = true, max_boxes_count = 500, max_lines_count = 50, max_labels_count = 50)`;
  return assemble('indicator', input, usedBy(body, table), values, declaration, body);
}

/** optimized_strategy.pine: the whole system with its orders. As `indicatorPine`. */
export function strategyPine(input: PineInput): string {
  const { table, values } = checked('strategyPine', input);
  const rules = pineRules(values);
  const body = pineSections(
    ...shared(values),
    accountPine(),
    ordersPine(),
    seriesPine(plottedColumns(values)),
    drawingPine(),
    statusTablePine(rules, [
      ['Equity', 'str.tostring(account, "0.00") + (halted ? ", halted" : "")'],
      ['Positions', 'str.tostring(strategy.opentrades) + " of " + str.tostring(max_positions)'],
    ]),
  );
  const unknown = table.filter(({ name }) => !(name in INEXPRESSIBLE) && !mentions(body, name));
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    throw new Error(`strategyPine: parameters must be ones the Pine templates follow, got ${names}`);
  }
  return assemble('strategy', input, table, values, strategyDeclaration(input, table, values), body);
}

function strategyDeclaration(input: PineInput, table: readonly Parameter[], values: Values): string {
  const most = table.find(({ name }) => name === 'max_positions');
  const percent = (fraction: number) => pineNumber(Number((100 * fraction).toPrecision(12)));
  const settings = [
    pineString(`mtf-lab strategy ${input.provenance.symbol}`),
    '"mtf-lab strategy"',
    'overlay = true',
    `initial_capital = ${pineNumber(values.initial)}`,
    // The script counts positions itself: the declaration only has to allow as many as the input can.
    `pyramiding = ${most?.kind === 'integer' ? most.max : values.max_positions}`,
    'close_entries_rule = "ANY"',
    'commission_type = strategy.commission.percent',
    `commission_value = ${percent(values.fee + values.slippage)}`,
    'slippage = 0',
    'margin_long = 0',
    'margin_short = 0',
    'calc_on_every_tick = false',
    'process_orders_on_close = false',
    `risk_free_rate = ${percent(values.risk_free)}`,
    'max_boxes_count = 500',
  ];
  return `strategy(${settings.join(', ')})`;
}

function checked(where: string, { strategy, parameters }: PineInput): { table: readonly Parameter[]; values: Values } {
  if (strategy.compute !== (mtfStrategy.compute as unknown)) {
    throw new Error(
      `${where}: strategy must be the built-in one (${mtfStrategy.name}), got ${strategy.name}; TypeScript cannot be turned into Pine, write the script of your own strategy by hand`,
    );
  }
  const table = parameterTable(strategy);
  const values: unknown = strategyParameters(strategy, parameters);
  return { table, values: values as Values };
}

/** What both scripts compute, in the order of the page. */
function shared(values: Values): string[] {
  return [averagesPine(), profilePine(), timeframesPine(), indicatorsPine(), gapsPine(), rulesPine(values)];
}

/** Parameters that the text of a script reads. */
function usedBy(body: string, table: readonly Parameter[]): Parameter[] {
  return table.filter(({ name }) => mentions(body, name));
}

function mentions(body: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(body.replace(/\/\/.*$/gm, ''));
}

function assemble(
  kind: 'indicator' | 'strategy',
  input: PineInput,
  table: readonly Parameter[],
  values: Values,
  declaration: string,
  body: string,
): string {
  const given = values as unknown as Readonly<Record<string, ParameterValue>>;
  const inputs = table.filter(({ name }) => !(name in INEXPRESSIBLE));
  const text = pineSections(
    `//@version=6\n${headerPine(kind, table, given, input.provenance)}`,
    declaration,
    inputsPine(inputs, given, input.profileEveryBar ?? false),
    body,
  );
  requirePine(text);
  return text;
}
