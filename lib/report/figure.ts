/** A value as Plotly takes it: JSON, or a typed array where a list of numbers may stand. */
export type PlotValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | ArrayBufferView
  | readonly PlotValue[]
  | { readonly [key: string]: PlotValue };

/** One trace of a figure in Plotly's own words (https://plotly.com/javascript/reference/). */
export interface Trace {
  readonly type?: string;
  readonly name?: string;
  /** Decimals kept of every number in the trace's lists; all when absent. Not Plotly's: it makes the page smaller. */
  readonly round?: number;
  readonly [key: string]: PlotValue;
}

export type Layout = { readonly [key: string]: PlotValue };

/** A chart as plain data: Plotly's `data` and `layout`. Made by pure functions, shown by `show`, drawn by `renderPng`. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
}

/** A figure that knows more than Plotly's own zoom shows: where scripts run, one of its own draws it. */
export interface LiveFigure extends Figure {
  readonly live: LivePart;
}

/** A classic script that defines `name`, whose `mount(element, data, Plotly)` draws `data` into an element of a page. */
export interface LivePart {
  readonly script: string;
  readonly name: string;
  readonly data: string;
  /** Kinds of traces it draws that the figure itself has not. */
  readonly kinds?: readonly string[];
}

/** The live part of a figure that has one. */
export function livePart(figure: Figure): LivePart | undefined {
  return 'live' in figure ? (figure as LiveFigure).live : undefined;
}
