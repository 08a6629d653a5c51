// The live page as a browser draws it: in every state, light and dark, wide and narrow.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { PaperStatus } from '../../lib/paper/paper-status.js';
import { paperPage } from '../../lib/report/paper-page.js';
import { chromium, needs } from '../needs.js';
import { withPage } from '../page.js';
import { CRASHED, HALTED, REPORT, STALE, STATUS, VIEW, withReport } from './paper-case.js';

const long = 'a_rule_with_a_name_that_nobody_would_give_it_and_that_does_not_end';
const STATES: Readonly<Record<string, PaperStatus>> = {
  running: STATUS,
  crashed: CRASHED,
  stale: STALE,
  halted: HALTED,
  lengthy: withReport({
    signal: { ...REPORT.signal!, blockedLong: [long, long, long] },
    foreign: [long.repeat(3)],
    emergency: { ...REPORT.emergency, held: long.repeat(2) },
  }),
};

test(
  'no state of the page is wider than its reader, and none hides anything from those who see or read otherwise',
  needs('Chromium', chromium() !== undefined),
  async () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    await withPage(async (page) => {
      for (const [name, status] of Object.entries(STATES)) {
        for (const theme of ['light', 'dark'] as const) {
          for (const width of [1280, 390]) {
            const where = `${name} ${theme} ${width}`;
            await page.setViewportSize({ width, height: 900 });
            const body = `<main><h2>Paper trading</h2>${paperPage({ ...VIEW, status }, { theme })}</main>`;
            await page.setContent(`<!doctype html><html lang="en"><title>x</title><body style="margin:0">${body}`);
            const drawn = Number(await page.evaluate('document.documentElement.scrollWidth'));
            assert.ok(drawn <= width, `${where}: ${drawn} pixels`);
            await page.evaluate(axe);
            const rules = { rules: { 'page-has-heading-one': { enabled: false } } };
            const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as AxeResults;
            assert.deepEqual(
              found.violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0].html} ${nodes[0].failureSummary}`),
              [],
            );
          }
        }
      }
    });
  },
);
