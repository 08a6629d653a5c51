import type { PineRule } from './rules.js';
import { heading, pineString } from './text.js';

/** A cell of the status table. */
type Row = readonly [label: string, value: string];

/** The table of the last bar: bias, momentum, volume, confidence, and which rules block each side. `extra` rows follow. */
export function statusTablePine(
  rules: { readonly long: readonly PineRule[]; readonly short: readonly PineRule[] },
  extra: readonly Row[] = [],
): string {
  const rows: Row[] = [
    ['Bias (1h)', 'uptrend_1h ? "up" : downtrend_1h ? "down" : "warming up"'],
    ['Momentum (15m)', 'momentum_15m ? "rising" : momentum_falling ? "falling" : "warming up"'],
    ['Volume', 'str.tostring(volume / SMA21_vol, "0.00") + " x average" + (vol_cross ? ", enough" : ", too little")'],
    ['Confidence', 'na(confidence) ? "no gap" : str.tostring(confidence, "0.00")'],
    ['Long blocked by', 'blocks_long == "" ? "nothing: signal" : blocks_long'],
    ['Short blocked by', 'blocks_short == "" ? "nothing: signal" : blocks_short'],
    ...extra,
  ];
  const blocks = (side: readonly PineRule[]) =>
    side.map(({ condition, name }) => `unless(${condition}, ${pineString(name)})`).join(' + ');
  const cells = rows.map(
    ([label, value], k) =>
      `    status.cell(0, ${k}, ${pineString(label)}, text_color = color.gray, text_halign = text.align_left, text_size = size.small)
    status.cell(1, ${k}, ${value}, text_color = chart.fg_color, text_halign = text.align_left, text_size = size.small)`,
  );
  return `
${heading('Status')}
unless(bool passes, string rule) =>
    passes ? "" : rule + "\\n"

var table status = table.new(position.top_right, 2, ${rows.length}, bgcolor = color.new(chart.bg_color, 20), border_width = 1)
if barstate.islast and show_status
    string blocks_long = ${blocks(rules.long)}
    string blocks_short = ${blocks(rules.short)}
${cells.join('\n')}
`;
}
