import { heading } from './text.js';

/**
 * The volume profile. Rows are the running sum of differences: a bar touches four cells however many rows it covers, so a
 * profile costs vp_len + 2 x vp_rows steps instead of vp_len x vp_rows. It is built only where it is wanted.
 */
export function profilePine(): string {
  return `
${heading('Volume profile')}
// Profile of the last vp_len bars on profile_rows rows between their lowest low and highest high; a bar spreads its volume
// evenly over its range. Call it on every bar, it keeps the window; the rows are built only where \`wanted\`.
// Rows whose volumes differ by at most 1e-9 of the total are equal: of equals the lowest is POC, the upper joins the area.
int profile_rows = math.max(2, math.floor(vp_rows / profile_coarser))

profile(bool wanted) =>
    var array<float> lows = array.new<float>()
    var array<float> highs = array.new<float>()
    var array<float> volumes = array.new<float>()
    var array<float> rises = array.new<float>()
    array.push(lows, low)
    array.push(highs, high)
    array.push(volumes, volume)
    array.push(rises, close >= open ? volume : 0.0)
    if lows.size() > vp_len
        lows.shift()
        highs.shift()
        volumes.shift()
        rises.shift()
    float poc = na
    float vah = na
    float val = na
    float up = na
    float down = na
    if wanted and lows.size() == vp_len
        float total = volumes.sum()
        up := rises.sum()
        down := total - up
        float lowest = lows.min()
        float highest = highs.max()
        float height = (highest - lowest) / profile_rows
        if total > 0 and not (height > 0)
            poc := lowest
            vah := lowest
            val := lowest
        if total > 0 and height > 0
            // A row is the sum of the steps up to it, plus the edges of bars that begin or end inside it.
            array<float> steps = array.new<float>(profile_rows + 1, 0.0)
            array<float> edges = array.new<float>(profile_rows + 1, 0.0)
            for k = 0 to vp_len - 1
                float enters = (lows.get(k) - lowest) / height
                float leaves = (highs.get(k) - lowest) / height
                int last = math.min(profile_rows - 1, math.floor(leaves))
                int first = math.min(last, math.floor(enters))
                if first == last
                    edges.set(first, edges.get(first) + volumes.get(k))
                else
                    float per_row = volumes.get(k) / (leaves - enters)
                    edges.set(first, edges.get(first) + per_row * (first + 1 - enters))
                    edges.set(last, edges.get(last) + per_row * (leaves - last))
                    steps.set(first + 1, steps.get(first + 1) + per_row)
                    steps.set(last, steps.get(last) - per_row)
            array<float> cells = array.new<float>(profile_rows, 0.0)
            float whole = 0.0
            for k = 0 to profile_rows - 1
                whole += steps.get(k)
                cells.set(k, whole + edges.get(k))
            float tie = 1e-9 * total
            float most = cells.max() - tie
            int poc_row = 0
            while cells.get(poc_row) < most
                poc_row += 1
            float share = cells.get(poc_row)
            int top = poc_row
            int bottom = poc_row
            while share < va_percent * total - tie and (bottom > 0 or top < profile_rows - 1)
                float above = top < profile_rows - 1 ? cells.get(top + 1) : na
                float below = bottom > 0 ? cells.get(bottom - 1) : na
                if na(below) or above >= below - tie
                    top += 1
                    share += above
                else
                    bottom -= 1
                    share += below
            poc := lowest + (poc_row + 0.5) * height
            vah := top == profile_rows - 1 ? highest : lowest + (top + 1) * height
            val := lowest + bottom * height
    [poc, vah, val, up, down]
`;
}
