import { JournalSettingsError } from './errors.js';
import type { JournalFile } from './journal-file.js';
import { plainJson } from './plain-json.js';

/** What decides what the engine does, JSON-able: strategy, parameters, broker, symbol, tradeFrom. Never a key or an address. */
export type JournalSettings = Readonly<Record<string, unknown>>;

/** Writes the settings down on the first opening; later throws, naming the first that differs. */
export function checkSettings(file: JournalFile, settings: JournalSettings): void {
  const given = plainJson('Journal.open', settings);
  const known = storedSettings(file);
  if (known === null) {
    file.run("INSERT INTO meta (key, value) VALUES ('settings', ?)", given);
    return;
  }
  const difference = firstDifference(known, JSON.parse(given), '');
  if (difference === null) return;
  const { name, before, now } = difference;
  throw new JournalSettingsError(
    `Journal.open: settings must be those the journal ${file.path} was begun with, got ${name} ${now} instead of ${before}; use another folder for other settings, or go back to these`,
  );
}

/** The settings the journal was begun with; null before. */
export function storedSettings(file: JournalFile): JournalSettings | null {
  const row = file.first<{ value: string }>("SELECT value FROM meta WHERE key = 'settings'");
  return row ? (JSON.parse(row.value) as JournalSettings) : null;
}

interface Difference {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

function firstDifference(before: unknown, now: unknown, name: string): Difference | null {
  if (Object.is(before, now)) return null;
  if (!isTree(before) || !isTree(now) || Array.isArray(before) !== Array.isArray(now)) {
    return { name: name || 'settings', before: shown(before), now: shown(now) };
  }
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()) {
    const difference = firstDifference(before[key], now[key], name === '' ? key : `${name}.${key}`);
    if (difference) return difference;
  }
  return null;
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
