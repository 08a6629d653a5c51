// The words above a figure, broken into lines.

/** At 14 and 11 pixels these fill `NARROWEST` pixels, the narrowest page that is likely where no width is known. */
const TITLE_CHARACTERS = 95;
const SUBTITLE_CHARACTERS = 118;
export const NARROWEST = 700;

/** What stands above a figure: the finding in its numbers, and what it was found on. */
export interface Heading {
  readonly title: string;
  readonly subtitle?: string;
  /** In pixels; 460 when absent. */
  readonly height?: number;
  /** In pixels, where it is known: the reader's, and texts fit into 700, when absent. */
  readonly width?: number;
  /** Pixels below which panels and texts would overlap: in a narrower place the figure is scrolled. */
  readonly leastWidth?: number;
}

/** Title and subtitle as one text, which every renderer places alike, and the pixels it needs. */
export function headingText(
  { title, subtitle, width = NARROWEST }: Heading,
  subtitleColour: string,
): { text: string; size: number } {
  const room = (characters: number) => Math.floor((characters * width) / NARROWEST);
  const lines = balanced(title, room(TITLE_CHARACTERS));
  const below = subtitle ? balanced(subtitle, room(SUBTITLE_CHARACTERS)) : [];
  const small = below.map((line) => `<span style="font-size:11px;color:${subtitleColour}">${line}</span>`);
  return { text: [...lines, ...small].join('<br>'), size: 30 + 19 * (lines.length + below.length) };
}

/** As few lines as `width` allows, of about equal length: no last word stands alone. */
function balanced(text: string, width: number): string[] {
  const fewest = wrapped(text, width).length;
  for (let narrow = Math.ceil(text.length / fewest); narrow < width; narrow++) {
    const lines = wrapped(text, narrow);
    if (lines.length === fewest) return lines;
  }
  return wrapped(text, width);
}

/** Lines of at most `width` characters; a number stays with its unit. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?!(?:%|USD|R|ATR|BTC)(?:\W|$))/)) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
