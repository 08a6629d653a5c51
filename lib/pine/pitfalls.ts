/** Words that Pine keeps for itself: no variable may have their name. */
const RESERVED =
  'and array as bool box break by catch class color const continue do else ellipse enum export false float for if import in input int is label line linefill map matrix method na not or polygon range return series simple string struct switch table text throw to true try type var varip while'.split(
    ' ',
  );

/** Built-in variables and namespaces that a declaration would hide. */
const BUILT_IN =
  'alert alertcondition barmerge barstate bar_index bgcolor chart close color display dayofmonth dayofweek fill high hl2 hline hour indicator last_bar_index location log low math max_bars_back minute month ohlc4 open plot plotshape position request runtime scale session shape size strategy str syminfo ta ticker time time_close timeframe timestamp volume year'.split(
    ' ',
  );

/** What compiles elsewhere but not on TradingView, or compiles and means something else. */
const PATTERNS: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [/\)\[\d/, 'a history reference must be on a variable, got one on an expression; give it a name first'],
  [/(?<![\w.])\d+(\.\d+)?\[/, 'a history reference must not be on a literal'],
  [/\b(and|or)\b.*\bta\.\w+\(/, 'a ta.* call must not stand behind and/or, which are lazy; compute it first'],
  [/\?.*\bta\.\w+\(/, 'a ta.* call must run on every bar, got one in a conditional expression'],
  [/\b(transp|when)\s*=[^=]/, 'the arguments transp and when are gone in v6'],
  [/\bbool\s+\w+\s*=\s*na\b/, 'a bool must not be na in v6'],
  [
    /^\s*for\b.*=\s*[^=]*\.size\(\)[^=]*\bto\b/,
    'the start of a loop must be fixed before it, got a size that may change',
  ],
  [
    /(?<![\w.])\d+\s*\/\s*\d+(?![\w.])/,
    'a division of whole constants is fractional in v6; write one of them with a point',
  ],
  [/\t/, 'indentation must be of spaces'],
];

/** What of `code` (comments and strings taken out, line for line) breaks a rule of Pine v6; each with its line. */
export function pitfalls(code: readonly string[]): string[] {
  const found = code.flatMap((line, k) =>
    PATTERNS.filter(([pattern]) => pattern.test(line)).map(([, problem]) => `line ${k + 1}: ${problem}`),
  );
  return [...found, ...badNames(code), ...badIndents(code), ...badRequests(code)];
}

/** Names that lines declare: variables, tuples, functions. */
export function declaredNames(line: string): string[] {
  const tuple = /^\s*\[([\w, ]+)\]\s*=/.exec(line);
  if (tuple) return tuple[1].split(',').map((name) => name.trim());
  const single =
    /^\s*(?:var\s+|varip\s+)?(?:(?:int|float|bool|string|color|line|box|label|table|Gap|array<\w+>)\s+)?([A-Za-z_]\w*)\s*=(?![=>])/.exec(
      line,
    );
  const named = single ?? /^([A-Za-z_]\w*)\(.*\)\s*=>/.exec(line);
  return named ? [named[1]] : [];
}

function badNames(code: readonly string[]): string[] {
  return code.flatMap((line, k) =>
    declaredNames(line)
      .filter((name) => RESERVED.includes(name) || BUILT_IN.includes(name))
      .map((name) => `line ${k + 1}: a name must not be one of Pine's own, got ${name}`),
  );
}

/** Blocks are indented by four spaces; any other number continues the line before. */
function badIndents(code: readonly string[]): string[] {
  return code.flatMap((line, k) => {
    const indent = line.length - line.trimStart().length;
    return line.trim() !== '' && indent % 4 !== 0
      ? [`line ${k + 1}: indentation must be a multiple of 4, got ${indent}`]
      : [];
  });
}

/** Every request must be of the non-repainting form: lookahead_on, and a function that gives only values of [1]. */
function badRequests(code: readonly string[]): string[] {
  return code.flatMap((line, k) => {
    const request = /request\.security\(.*?,.*?,\s*(\w+)\(\)(.*)\)/.exec(line);
    if (!request)
      return line.includes('request.') ? [`line ${k + 1}: a request must be request.security of a function`] : [];
    const problems = /lookahead\s*=\s*barmerge\.lookahead_on/.test(request[2])
      ? []
      : [`line ${k + 1}: a request must have lookahead_on beside [1]`];
    const given = lastLineOf(code, request[1]);
    const values = /^\s*\[(.+)\]\s*$/.exec(given)?.[1].split(',') ?? [given];
    return values.every((value) => /^\s*\w+\[1\]\s*$/.test(value))
      ? problems
      : [...problems, `line ${k + 1}: a request must give values of the last closed bar, [1], got ${given.trim()}`];
  });
}

/** The value of a function: the last line of its body. */
function lastLineOf(code: readonly string[], name: string): string {
  const start = code.findIndex((line) => line.startsWith(`${name}(`) && line.includes('=>'));
  let last = '';
  for (let k = start + 1; start >= 0 && k < code.length && !/^\S/.test(code[k]); k++)
    if (code[k].trim()) last = code[k];
  return last;
}
