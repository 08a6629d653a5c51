/** One part of the report. */
export interface ReportSection {
  readonly id: string;
  readonly title: string;
  readonly sentences: readonly string[];
  readonly table?: ReportTable;
  /** The notebook that would fill it, when it has not been run. */
  readonly missing?: string;
  /** Sections below this one. */
  readonly parts?: readonly ReportSection[];
}

export interface ReportTable {
  readonly caption: string;
  /** Rows of texts, under the same names each. */
  readonly rows: readonly { readonly [column: string]: string }[];
}

/** A section of sentences made of one section of the results, or the notebook that would make it. */
export function sectionOf<Value>(
  id: string,
  title: string,
  notebook: string,
  value: Value | undefined,
  sentences: (value: Value) => readonly string[],
): ReportSection {
  return value === undefined
    ? { id, title, sentences: [], missing: notebook }
    : { id, title, sentences: sentences(value) };
}

/** How to run what is missing, or was made by an older version that told less. */
export function missingWords(notebook: string): string {
  return `Not run yet: npm run notebook -- ${notebook}`;
}
