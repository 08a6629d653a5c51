import type { Figure } from '../figure.js';
import { inDark } from '../figures/in-dark.js';
import { figure, LEGEND } from '../figures/theme.js';
import { TRADE_LINES, type TradeGround, tradeView } from '../figures/trade-view.js';
import type { LongData } from '../long-chart/long-data.js';
import { leavesElsewhere } from './contents.js';
import type { Inspection, Inspections } from './inspection.js';

/** What trades are drawn on, out of the long chart's data; the lines that it has not are left out. */
export function groundOf({ bars, lines, trend }: LongData): TradeGround {
  const columns = TRADE_LINES.flatMap(({ column, name }) => {
    const line = lines.find((one) => one.name === name);
    return line ? [[column, line.values] as const] : [];
  });
  return { bars, columns: Object.fromEntries(columns), ...(trend && { trend }) };
}

/** The trade's candles as a figure without heading, `width` pixels wide. */
export function tradeDrawing(
  { orders }: Inspections,
  trade: Inspection,
  ground: TradeGround,
  width: number,
  isDark: boolean,
): Figure {
  const isNarrow = width < 560;
  const { data, layout } = tradeView(
    trade,
    ground,
    'inspectorIn',
    isNarrow ? { before: 14, after: 8 } : {},
    others(orders, trade),
  );
  // A narrow legend has one entry a row, and the candles keep their height above it.
  const entries = data.filter(({ showlegend }) => showlegend !== false).length;
  const heading = { title: '', height: isNarrow ? 320 + 19 * entries : 460, width };
  const margin = { t: 10, l: isNarrow ? 58 : 78, r: isNarrow ? 10 : 20 };
  const legend = { ...LEGEND, font: { size: isNarrow ? 11 : 12 } };
  const drawn = figure(data, heading, { ...layout, margin, legend });
  return isDark ? inDark(drawn) : drawn;
}

/** Exits that other orders give the trade; orders that leave at the same place share a mark. */
function others(orders: Inspections['orders'], trade: Inspection) {
  const marks = new Map<string, { names: string[]; time: number; price: number }>();
  trade.exits.forEach((exit, k) => {
    if (!exit || !leavesElsewhere(exit, trade)) return;
    const key = `${exit.exitTime} ${exit.exitMarket}`;
    const mark = marks.get(key) ?? { names: [], time: exit.exitTime, price: exit.exitMarket };
    mark.names.push(orders[k]);
    marks.set(key, mark);
  });
  return [...marks.values()].map(({ names, time, price }) => ({ name: `Exit if ${names.join(', ')}`, time, price }));
}
