import type { Figure, Layout, PlotValue } from '../figure.js';
import { stacked } from './stacked.js';
import { SHORT } from './theme.js';

/** Below this many pixels panels stand below each other, and letters and margins are smaller. */
export const NARROW = 560;
/** Pixels of the letters in a narrow figure, and of an average letter's width in them. */
const LETTERS = 10;
const LETTER = 5.9;
/** Beyond these a logarithmic axis has a tick at every other decade. */
const MANY_DECADES = 5;
/** Pixels at the sides of the panels, where no list of names needs more. */
const LEFT = 52;
const RIGHT = 14;

/**
 * The figure for a place of `width` pixels, where that is narrow: panels below each other, and texts at points broken into
 * lines, with room for them on their axis. A wide place gets the figure itself.
 */
export function inNarrow(figure: Figure, width: number): Figure {
  // What has no margins is not in the house style: it is left as it was made.
  if (width >= NARROW || figure.layout.margin === undefined) return figure;
  const below = stacked(figure);
  const { data, layout } = below;
  const room = Math.max(120, width - leftOf(layout) - RIGHT);
  const notes = Array.isArray(layout.annotations)
    ? layout.annotations.map((note) => smallNote(withoutUnit(note as Layout, layout), room))
    : [];
  const texts = [...notes, ...pointTexts(below)];
  const margin = layout.margin as { readonly [side: string]: number };
  const fitted = Object.entries(layout).map(([key, value]): [string, PlotValue] =>
    /^[xy]axis\d*$/.test(key) ? [key, axisFor(key, value as Layout, texts, room)] : [key, value],
  );
  return {
    data,
    layout: {
      ...Object.fromEntries(fitted),
      ...(notes.length > 0 && { annotations: notes }),
      font: { ...(layout.font as Layout), size: LETTERS },
      margin: { ...margin, l: Math.min(margin.l ?? LEFT, LEFT), r: Math.min(margin.r ?? RIGHT, RIGHT) },
    },
  };
}

/** Names of a list need more than numbers. */
function leftOf(layout: Layout): number {
  const names = Object.entries(layout).flatMap(([key, axis]) =>
    /^yaxis/.test(key) ? ((axis as { readonly categoryarray?: readonly string[] }).categoryarray ?? []) : [],
  );
  return names.length === 0 ? LEFT : 10 + longest(names.join('<br>')) * LETTER;
}

function smallNote(note: Layout, room: number): Layout {
  const { size = 11 } = (note.font ?? {}) as { readonly size?: number };
  const text = String(shortOf(note) ?? note.text ?? '');
  const isLong = longest(text) * LETTER > 0.5 * room && !isAcross(note);
  return {
    ...note,
    text: isLong ? inLines(text.split(/(?<=,) /), 0.5 * room) : text,
    font: { ...(note.font as Layout | undefined), size: Math.min(size, LETTERS) },
    ...(isLong && { align: note.align ?? note.xanchor ?? 'center' }),
  };
}

/** What a note says where there is little room; theme.ts writes it. */
function shortOf({ name }: Layout): string | undefined {
  return typeof name === 'string' && name.startsWith(SHORT) ? name.slice(SHORT.length) : undefined;
}

/** Bars beside each other leave little room for a unit that their axis names. */
function withoutUnit(note: Layout, { yaxis }: Layout): Layout {
  const { title } = (yaxis ?? {}) as { readonly title?: { readonly text?: string } };
  if (typeof note.x !== 'string' || !title?.text?.endsWith('(USD)')) return note;
  return { ...note, text: String(note.text).replace(/ USD$/, '') };
}

/** Whether a text belongs to a whole row rather than to a point of it. */
function isAcross({ xref }: Layout): boolean {
  return xref === 'paper';
}

function axisFor(key: string, axis: Layout, notes: readonly Layout[], room: number): Layout {
  const titled = withShortTitle(axis, key.startsWith('x') ? room : 220);
  const range = axis.range as readonly [number, number] | undefined;
  if (!key.startsWith('x') || !range || range.some((edge) => typeof edge !== 'number')) return titled;
  const name = `x${key.slice('xaxis'.length)}`;
  let [from, to] = range;
  for (const note of notes) {
    if ((note.xref ?? 'x') !== name || typeof note.x !== 'number') continue;
    const width = Math.min(0.75 * room, longest(String(note.text)) * LETTER + Math.abs(Number(note.xshift ?? 4)) + 4);
    if (note.xanchor === 'left') to = Math.max(to, from + ((note.x - from) * room) / (room - width));
    if (note.xanchor === 'right') from = Math.min(from, to - ((to - note.x) * room) / (room - width));
  }
  const isLong = axis.type === 'log' && to - from > MANY_DECADES;
  return { ...titled, range: [from, to], ...(isLong && { dtick: 2 }) };
}

/** A long title in two lines or more. */
function withShortTitle(axis: Layout, room: number): Layout {
  const title = axis.title as { readonly text?: string } | undefined;
  if (!title?.text || title.text.length * LETTER * 1.15 <= room) return axis;
  return { ...axis, title: { ...(axis.title as Layout), text: inLines(title.text.split(' '), room / 1.15) } };
}

/** Words or phrases in lines of at most `room` pixels each, where that can be. */
function inLines(parts: readonly string[], room: number): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    if (last !== undefined && (last.length + 1 + part.length) * LETTER <= room)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.join('<br>');
}

/** What is written to the right of points, as texts at them. */
function pointTexts({ data, layout }: Figure): Layout[] {
  return data.flatMap((trace) => {
    const { x, text, textposition, xaxis = 'x' } = trace;
    if (textposition !== 'middle right' || !Array.isArray(x) || !Array.isArray(text)) return [];
    const isLog = (layout[`xaxis${String(xaxis).slice(1)}`] as Layout | undefined)?.type === 'log';
    return x.flatMap((at, k) =>
      typeof at === 'number'
        ? [{ x: isLog ? Math.log10(at) : at, xref: xaxis, xanchor: 'left', text: String(text[k] ?? ''), xshift: 12 }]
        : [],
    );
  });
}

/** Letters of the longest line. */
function longest(text: string): number {
  return Math.max(...text.split('<br>').map((line) => line.replace(/<[^>]*>/g, '').length));
}
