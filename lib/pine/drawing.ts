import { heading } from './text.js';

/** Trend background, signals, levels of the profile. */
export function drawingPine(): string {
  return `
${heading('Drawing')}
bgcolor(uptrend_1h ? color.new(color.green, 93) : downtrend_1h ? color.new(color.red, 93) : na, title = "1h trend")
plotshape(bull_filtered, "Long signal", shape.triangleup, location.belowbar, color.new(color.lime, 0), size = size.small)
plotshape(bear_filtered, "Short signal", shape.triangledown, location.abovebar, color.new(color.red, 0), size = size.small)

// The levels of the newest profile, over the bars it was made of.
var line poc_line = na
var line vah_line = na
var line val_line = na
if barstate.islast and not na(POC)
    line.delete(poc_line)
    line.delete(vah_line)
    line.delete(val_line)
    int since = math.max(0, bar_index - vp_len + 1)
    poc_line := line.new(since, POC, bar_index, POC, color = color.blue, width = 2)
    vah_line := line.new(since, VAH, bar_index, VAH, color = color.gray, style = line.style_dashed)
    val_line := line.new(since, VAL, bar_index, VAL, color = color.gray, style = line.style_dashed)
`;
}
