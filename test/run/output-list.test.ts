import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputLines, toldNames } from '../../lib/run/output-list.js';

test('the list begins with the dashboard, puts notebooks and folders into one line each, and is silent on side files', () => {
  const names = ['02-b.html', '01-a.html', '01-a.ipynb', 'dashboard.html', 'equity_curve.html', 'results.json'];
  const inner = ['paper/journal.sqlite', 'paper/journal.sqlite-wal', 'paper/paper.log', 'dashboard/02-b.json'];
  const side = ['trials.sqlite', 'trials.sqlite-shm', 'trials.sqlite-wal', 'results.json.1.tmp'];
  const files = [...names, ...inner, ...side].map((name) => ({ name, size: 600_000 }));
  assert.deepEqual(
    outputLines(files, ['01-a', '02-b']).map((line) => line.replace(/ {2,}/g, '  ')),
    [
      'dashboard.html  600.0 kB',
      '01-a.html ... 02-b.html  1.2 MB  the notebooks as pages',
      '01-a.ipynb  600.0 kB  the notebooks as executed',
      'dashboard/  600.0 kB  1 file',
      'equity_curve.html  600.0 kB',
      'paper/  1.2 MB  2 files',
      'results.json  600.0 kB',
      'trials.sqlite  600.0 kB',
    ],
  );
  assert.deepEqual(toldNames([...inner, ...side]), ['dashboard/02-b.json', 'paper/', 'trials.sqlite']);
});
