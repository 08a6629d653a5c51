// A reporter of node:test: which test files took longest, for the end of `npm test`. Plain JavaScript, because a reporter
// has to be the default export of its file.
'use strict';
const path = require('node:path');

const SHOWN = 10;

module.exports = async function* slowestFiles(events) {
  const seconds = new Map();
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting > 0 || !data.file) continue;
    const file = path.relative(process.cwd(), data.file);
    seconds.set(file, (seconds.get(file) ?? 0) + data.details.duration_ms / 1000);
  }
  const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  yield '# slowest files, s\n';
  for (const [file, time] of slowest) yield `# ${time.toFixed(1).padStart(7)} ${file}\n`;
};
