import { heading } from './text.js';

/** Fair value gaps: detection, the life of each, the candidate of a bar, and their boxes. */
export function gapsPine(): string {
  return `
${heading('Fair value gaps')}
type Gap
    int side
    float lower
    float upper
    float strength
    int born
    bool mitigated
    box zone

var array<Gap> gaps = array.new<Gap>()
// The gap that counts on this bar by gap_entry: 1 for a long, -1 for a short, 0 for none; of several the newest.
int candidate_side = 0
float gap_strength = na
// Newest first: an entry that is removed then leaves the ones to come in place. The start is fixed before the loop.
int newest = gaps.size() - 1
if newest >= 0
    for k = newest to 0
        Gap gap = gaps.get(k)
        bool beyond = gap.side > 0 ? close < gap.lower : close > gap.upper
        bool touched = not gap.mitigated and ((low < gap.upper and high > gap.lower) or beyond)
        bool back = touched and (gap.side > 0 ? close > gap.upper : close < gap.lower)
        if show_gaps and not gap.mitigated
            box shown = gap.zone
            box.set_right(shown, bar_index)
        if touched
            gap.mitigated := true
        if candidate_side == 0 and ((gap_entry == "retest" and back) or (gap_entry == "inversion" and beyond))
            candidate_side := gap_entry == "inversion" ? -gap.side : gap.side
            gap_strength := gap.strength
        if beyond or bar_index >= gap.born + gap_life
            gaps.remove(k)

float gap_size = low > high[2] ? low - high[2] : high < low[2] ? high - low[2] : 0.0
bool ifvg_bull = gap_size > 0 and gap_size > atr_multi * ATR
bool ifvg_bear = gap_size < 0 and -gap_size > atr_multi * ATR
float ifvg_strength = ifvg_bull or ifvg_bear ? math.abs(gap_size) / ATR : na
if ifvg_bull or ifvg_bear
    int side = ifvg_bull ? 1 : -1
    float bottom = ifvg_bull ? high[2] : high
    float top = ifvg_bull ? low : low[2]
    box zone = na
    if show_gaps
        zone := box.new(bar_index - 2, top, bar_index, bottom, border_color = color.new(ifvg_bull ? color.teal : color.red, 60), bgcolor = color.new(ifvg_bull ? color.teal : color.red, 85))
    gaps.push(Gap.new(side, bottom, top, ifvg_strength, bar_index, false, zone))
    if gap_entry == "detection"
        candidate_side := side
        gap_strength := ifvg_strength
`;
}
