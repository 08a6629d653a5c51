import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { makeRedactor, type Redact } from '../../paper/redact.js';
import { environment } from '../environment.js';
import { readPaperSecrets } from '../paper-secrets.js';
import { startDashboard } from './dashboard-server.js';
import { pieceFiles, siteTexts } from './sources.js';

export const DASHBOARD_PORT = 8642;

export interface DashboardRun {
  /** Folder of the results. */
  readonly out: string;
  /** `DASHBOARD_PORT` when absent. */
  readonly port?: number;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/** Serves the dashboard of a folder until `stop`. Keys and addresses of the environment are taken out of all it serves. */
export async function runDashboard({ out, port = DASHBOARD_PORT, stop, say }: DashboardRun): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`runDashboard: port must be a whole number from 0 to 65535, got ${port}`);
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Error(`runDashboard: out must be a folder of results, got a file: ${out}`);
  }
  const redact = redactorOf(environment());
  const options = { out, port, site: siteTexts(), files: pieceFiles(out), redact, now: Date.now };
  const dashboard = await startDashboard(options);
  say(`Dashboard: ${dashboard.url} shows ${relative(process.cwd(), out) || out} as it changes. Ctrl-C ends it.`);
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  await dashboard.close();
}

/** Longer values of variables that sound secret, whoever's they are. */
const SOUNDS_SECRET = /KEY|SECRET|TOKEN|PASS|CREDENTIAL/i;
const SHORTEST_OTHER = 8;

function redactorOf(variables: Readonly<Record<string, string | undefined>>): Redact {
  const own = readPaperSecrets(variables).redact;
  const others = Object.entries(variables).flatMap(([name, value = '']) =>
    SOUNDS_SECRET.test(name) && value.length >= SHORTEST_OTHER ? [{ name, value }] : [],
  );
  const redact = makeRedactor(others);
  return (text) => redact(own(text));
}
