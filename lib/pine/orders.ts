import { heading } from './text.js';

/** What the account holds by the library's rules: fills with slippage and fee, whatever the broker emulator charges. */
export function accountPine(): string {
  return `
${heading('Account')}
// TradingView fills without slippage and takes fee and slippage as commission. The rules want fills with slippage (none
// at a target) and a fee on them, so the script keeps its own books: sizes and the halt follow these, not strategy.equity.
filled(float price, int direction) =>
    price * (1.0 + direction * slippage)

var float balance = strategy.initial_capital
var int booked = 0
while booked < strategy.closedtrades
    float bought = strategy.closedtrades.size(booked)
    int side = bought > 0 ? 1 : -1
    float opened = strategy.closedtrades.entry_price(booked)
    float entered = filled(opened, side)
    float closed = strategy.closedtrades.exit_price(booked)
    string reason = strategy.closedtrades.exit_comment(booked)
    float left = reason == "target" ? closed : filled(closed, -side)
    balance += ((left - entered) * side - fee * (left + entered)) * math.abs(bought)
    booked += 1

float account = balance
float committed = 0.0
int against = 0
if strategy.opentrades > 0
    for k = 0 to strategy.opentrades - 1
        float bought = strategy.opentrades.size(k)
        int side = bought > 0 ? 1 : -1
        float opened = strategy.opentrades.entry_price(k)
        float entered = filled(opened, side)
        account += ((close - entered) * side - fee * entered) * math.abs(bought)
        committed += math.abs(bought) * close
        against += (side > 0 and downtrend_1h) or (side < 0 and uptrend_1h) ? 1 : 0

var float summit = strategy.initial_capital
var bool halted = false
summit := math.max(summit, account)
if (max_drawdown_halt > 0 and account / summit - 1.0 < -max_drawdown_halt) or account <= 0
    halted := true
`;
}

/** Exits ordered at the close, entries, and the bracket of each entry. */
export function ordersPine(): string {
  return `
${heading('Orders')}
// A number as JSON has it: it knows no NaN.
number(float value) =>
    na(value) ? "null" : str.tostring(value, "0.##########")

message(string action, string id, float units, float risked) =>
    '{"action": "' + action + '", "id": "' + id + '", "symbol": "' + syminfo.ticker + '", "quantity": ' + number(units) + ', "close": ' + number(close) + ', "stop_distance": ' + number(risked) + ', "target_distance": ' + number(tp_rr * risked) + ', "time": ' + str.tostring(time_close) + '}'

inTicks(float distance) =>
    math.max(1, math.round(distance / syminfo.mintick))

// Ordered out at the next open: all by a halt, else those that the 1h trend is against. A state, not a change.
if halted and strategy.opentrades > 0
    float net = math.abs(strategy.position_size)
    strategy.close_all("emergency", message("close", "all", net, na))
if not halted and htf_reversal and against > 0
    for k = 0 to strategy.opentrades - 1
        string id = strategy.opentrades.entry_id(k)
        float bought = strategy.opentrades.size(k)
        if (bought > 0 and downtrend_1h) or (bought < 0 and uptrend_1h)
            strategy.close(id, comment = "htf-reversal", alert_message = message("close", id, math.abs(bought), na))

// Stop distance D = R, and the size it allows, from what is known at this close.
float stop_scale = htf_vol_adjust and not na(ATR_ratio_1h) ? math.min(math.max(ATR_ratio_1h, vol_adjust_min), vol_adjust_max) : 1.0
float distance = sl_atr * ATR * stop_scale
float by_risk = risk * account / distance
float allowed = max_position > 0 ? math.min(by_risk, max_position * account / close, (account - committed) / close) : by_risk
float weighted = size_by_confidence ? allowed * confidence : allowed
float quantity = math.floor(weighted / qty_step * (1.0 + 1e-12)) * qty_step

// The first reason that applies refuses a signal: 1 halted, 3 cooldown, 4 max-positions, 5 min-stop, 6 min-notional.
var int last_entry = na
int held = strategy.opentrades - (htf_reversal ? against : 0)
bool cooling = not na(last_entry) and bar_index + 1 - last_entry <= cooldown_bars
bool too_close = not (distance > math.max(min_stop, slippage) * close)
bool too_small = not (quantity > 0 and quantity * close >= min_notional)
int refused = halted ? 1 : cooling ? 3 : held >= max_positions ? 4 : too_close ? 5 : too_small ? 6 : 0

// The bracket hangs on the fill at the next open, without slippage; the levels on the fill with it. The open is not
// known yet, the close stands for it: the levels are off by slippage x (open - close), and by half a tick.
float slip = slippage * close
if (bull_filtered or bear_filtered) and refused == 0
    int side = bull_filtered ? 1 : -1
    string id = (side > 0 ? "L" : "S") + str.tostring(bar_index)
    last_entry := bar_index + 1
    strategy.entry(id, side > 0 ? strategy.long : strategy.short, quantity, comment = id, alert_message = message(side > 0 ? "buy" : "sell", id, quantity, distance))
    strategy.exit("X" + id, id, loss = inTicks(distance - slip), profit = inTicks(tp_rr * distance + slip), trail_points = inTicks(trail_start_r * distance + slip), trail_offset = inTicks(trail_gap_r * distance), comment_loss = "stop", comment_profit = "target", comment_trailing = "trailing", alert_loss = message("stop", id, quantity, distance), alert_profit = message("target", id, quantity, distance), alert_trailing = message("trailing", id, quantity, distance))

plot(account, "equity", display = display.data_window)
plot(bull_filtered or bear_filtered ? refused : na, "refused", display = display.data_window)
plot(quantity, "quantity", display = display.data_window)
plot(distance, "stop_distance", display = display.data_window)
`;
}
