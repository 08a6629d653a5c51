import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectPine, PINE_LIMITS, requirePine } from '../../lib/pine/limits.js';
import { scriptOf } from './cases.js';

const script = (...lines: readonly string[]) => ['//@version=6', 'indicator("x")', ...lines].join('\n');
const problemsOf = (...lines: readonly string[]) => inspectPine(script(...lines)).problems;

test('plots are counted as TradingView does: one a call, one more for a changing colour', () => {
  const { use } = inspectPine(
    script(
      'plot(close, "a")',
      'plot(close, "b", color = close > open ? color.red : color.blue)',
      'bgcolor(na)',
      'hline(1)',
      'alertcondition(true, "a", "plot(x)")',
    ),
  );
  assert.equal(use.plots, 5);
});

test('more plots or requests than allowed are named', () => {
  const plots = Array.from({ length: 65 }, (_, k) => `plot(close, "p${k}")`);
  assert.match(problemsOf(...plots).join(), /plots must be at most 64, got 65/);
  const requests = Array.from({ length: 41 }, (_, k) => [
    `f${k}() =>`,
    '    close[1]',
    `r${k} = request.security("s", "60", f${k}(), lookahead = barmerge.lookahead_on)`,
  ]);
  assert.match(problemsOf(...requests.flat()).join(), /requests must be at most 40, got 41/);
});

test('what v6 does not take or takes otherwise is named with its line', () => {
  const cases: readonly (readonly [lines: string[], problem: RegExp])[] = [
    [['x = (close + open)[1]'], /line 3: a history reference must be on a variable/],
    [['x = ta.ema(close, 9)[1]'], /history reference must be on a variable/],
    [['x = 5[1]'], /must not be on a literal/],
    [['x = close > open and ta.rsi(close, 9) > 50'], /must not stand behind and\/or/],
    [['x = close > open ? ta.sma(close, 9) : na'], /must run on every bar/],
    [['plot(close, transp = 50)'], /gone in v6/],
    [['bool x = na'], /a bool must not be na/],
    [['for k = a.size() - 1 to 0', '    a.remove(k)'], /start of a loop must be fixed/],
    [['x = 5 / 2'], /division of whole constants/],
    [['range = high - low'], /a name must not be one of Pine's own, got range/],
    [['size = 3'], /got size/],
    [['f(x) =>', '  x'], /multiple of 4, got 2/],
    [['x = close[n]'], /by a literal, or max_bars_back/],
    [['strategy.close("a")'], /an indicator must not call strategy/],
    [['f() =>', '    close[1]', 'x = request.security("s", "60", f())'], /must have lookahead_on beside \[1\]/],
    [
      ['f() =>', '    close', 'x = request.security("s", "60", f(), lookahead = barmerge.lookahead_on)'],
      /values of the last closed bar, \[1\], got close/,
    ],
    [['x = request.security("s", "60", close)'], /must be request\.security of a function/],
  ];
  for (const [lines, problem] of cases) assert.match(problemsOf(...lines).join('; '), problem, lines.join(' | '));
  assert.match(inspectPine('indicator("x")').problems.join(), /first line must be \/\/@version=6/);
  assert.match(
    inspectPine('//@version=6\nstrategy("x")\nalertcondition(true, "a", "b")').problems.join(),
    /must not be in a strategy/,
  );
});

test('strings and comments are not taken for code', () => {
  assert.deepEqual(
    problemsOf('// x = ta.ema(close, 9)[1]', 'plot(close, "5[1] and ta.x()")', "plot(open, 'transp = 1')"),
    [],
  );
});

test('a script beyond the limits is not exported, and the error says why', () => {
  assert.throws(
    () => requirePine(script('bool x = na')),
    /requirePine: script must be within the limits of Pine, got: line 3: a bool must not be na/,
  );
});

test('a profile on every bar is counted where it is the default, and refused where it would take too long', () => {
  const [sparse, every] = [false, true].map((everyBar) => inspectPine(scriptOf('indicator', {}, everyBar)).use);
  assert.equal(sparse.profile_steps, 120 + 2 * 120);
  assert.ok(every.seconds > 3 * sparse.seconds && every.seconds < PINE_LIMITS.seconds);
  assert.throws(() => scriptOf('indicator', { vp_len: 2000, vp_rows: 1000 }, true), /seconds must be at most 20/);
});
