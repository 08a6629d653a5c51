import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../data/files.js';
import { folderHolder } from '../data/lock-folder.js';

/** What a paper trading process says of itself, in `engine.json` of its folder, while it holds the folder. */
export interface EngineNote {
  readonly pid: number;
  /** Names the start that it came of: process numbers are used again, in containers with every start. */
  readonly launch: string;
  /** `ended` is a replay that came to its end or a stop that was asked for; `failed` says why in `message`. */
  readonly state: 'starting' | 'running' | 'ended' | 'failed';
  readonly message: string;
}

const NOTE = 'engine.json';

export function writeNote(folder: string, note: EngineNote): void {
  writeAtomic(join(folder, NOTE), `${JSON.stringify(note)}\n`);
}

/** The newest note of the process that trades, or traded last, into `folder`. */
export function readNote(folder: string): EngineNote | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, NOTE), 'utf8')) as EngineNote;
  } catch {
    return undefined;
  }
}

/** The process that trades into `folder`, if one does: the one its lock names, where that process lives. */
export function runningPid(folder: string): number | undefined {
  const holder = folderHolder(folder);
  return holder?.alive ? holder.pid : undefined;
}
