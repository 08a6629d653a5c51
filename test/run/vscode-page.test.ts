// A page by the rules of VS Code's notebook editor, as its html renderer and its guide to webviews state them: outputs of
// all cells in one page, each in a container of its own, inserted when it comes into view; scripts do not run by that, but
// are made again as new elements and taken away at once; the theme is a class of the body, which has no background.
// https://github.com/microsoft/vscode/blob/main/extensions/notebook-renderers/src/index.ts

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chartHtml } from '../../lib/report/chart-html.js';
import { plainFigure } from '../../lib/report/figure-json.js';
import { COLOURS, DARK_COLOURS, figure } from '../../lib/report/figures/theme.js';
import { readNotebook } from '../../lib/run/notebook.js';
import { runNotebook } from '../../lib/run/run-notebook.js';
import { chromium, needs, root } from '../needs.js';
import { problemsOf, withPage } from '../page.js';

const PAGE = `<!doctype html><html><head><link rel="icon" href="data:,"><style>body{background:transparent}</style></head>
<body class="vscode-dark"><div id="container"></div><script>
window.insertOutput = (html) => {
  const output = document.createElement('div');
  output.className = 'output';
  output.innerHTML = html;
  document.getElementById('container').append(output);
  for (const node of [...output.getElementsByTagName('script')]) {
    const script = document.createElement('script');
    script.text = node.innerText;
    output.appendChild(script).parentNode.removeChild(script);
  }
};
</script></body></html>`;

/** The HTML outputs of an executed notebook, in order. */
async function outputsOf(name: string): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'mtf-vscode-'));
  const file = join(root, 'test', 'run', 'fixtures', `${name}.ipynb`);
  const { notebook, failure } = await runNotebook(file, { settings: { out }, environment: process.env });
  assert.equal(failure, undefined);
  assert.ok(readFileSync(notebook).length < 4e6);
  return readNotebook(notebook).cells.flatMap(({ outputs }) =>
    outputs.flatMap((output) => {
      const html = output.output_type === 'display_data' ? output.data['text/html'] : undefined;
      return typeof html === 'string' ? [html] : [];
    }),
  );
}

test(
  'by the rules of VS Code charts are live, whichever output comes into view first, and follow its theme',
  needs('Chromium', chromium() !== undefined),
  async () => {
    const ours = figure([{ y: [1, 3, 2] }], { title: 'It rose and fell by 1' });
    const outputs = [...(await outputsOf('charts')), chartHtml(plainFigure(ours), undefined)];
    const file = join(mkdtempSync(join(tmpdir(), 'mtf-vscode-')), 'page.html');
    writeFileSync(file, PAGE);
    await withPage(async (page) => {
      const problems = problemsOf(page);
      await page.goto(pathToFileURL(file).href);
      // The last first: a reader who opens the notebook at its end.
      for (const html of [...outputs].reverse()) {
        await page.evaluate((text) => (globalThis as unknown as Editor).insertOutput(text), html);
      }
      await page.waitForFunction('document.querySelectorAll(".js-plotly-plot .main-svg").length >= 3');
      const background = (colour: string) =>
        page.waitForFunction(
          `[...document.querySelectorAll('.mtf-plain')].some((e) => e._fullLayout.paper_bgcolor === '${colour}')`,
        );
      await background(DARK_COLOURS.background);
      await page.evaluate('document.body.className = "vscode-light"');
      await background(COLOURS.background);
      assert.deepEqual(problems, []);
    });
  },
);

interface Editor {
  insertOutput(html: string): void;
}
