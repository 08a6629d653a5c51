// A paper trading process that tells its resident memory when it is asked, garbage collected.
import { runPaper } from '../lib/run/paper-process.js';
import type { PaperSettings } from '../lib/run/paper-settings.js';

process.on('message', () => {
  // Twice: what the first finds dead may hold more that is.
  globalThis.gc?.();
  globalThis.gc?.();
  process.send?.(process.memoryUsage().rss);
});

const settings = JSON.parse(process.argv[2]) as PaperSettings;
void runPaper(settings, { stop: new AbortController().signal, say: () => {} }).then(() => process.disconnect());
