import { heading } from './text.js';

/** Alert conditions of the indicator; their messages are JSON with TradingView's placeholders. */
export function alertsPine(): string {
  const message = (event: string) =>
    `'{"event": "${event}", "symbol": "{{ticker}}", "interval": "{{interval}}", "time": "{{time}}", "close": {{close}}}'`;
  return `
${heading('Alerts')}
// Once per bar close: before it a signal can still vanish.
alertcondition(bull_filtered, "Long signal", ${message('long')})
alertcondition(bear_filtered, "Short signal", ${message('short')})
alertcondition(uptrend_1h and downtrend_1h[1], "1h trend turns up", ${message('trend-up')})
alertcondition(downtrend_1h and uptrend_1h[1], "1h trend turns down", ${message('trend-down')})
`;
}
