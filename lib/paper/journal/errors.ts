/** The journal's file cannot serve: its message says why and what to do. Nothing was changed. */
export class JournalFileError extends Error {
  override readonly name: string = 'JournalFileError';
}

/**
 * A write was not kept, nor any part of it: the disk is full, the file damaged or not writable. Whoever gets it must not act
 * on what it wanted to write; `Journal.writable` tells when writing works again.
 */
export class JournalWriteError extends JournalFileError {
  override readonly name = 'JournalWriteError';
  /** SQLite's word for it, like `SQLITE_FULL`. */
  readonly code: string;

  constructor(message: string, options: ErrorOptions & { readonly code: string }) {
    super(message, options);
    this.code = options.code;
  }
}

/** The journal was begun with other settings: its message names the first that differs. */
export class JournalSettingsError extends Error {
  override readonly name = 'JournalSettingsError';
}
