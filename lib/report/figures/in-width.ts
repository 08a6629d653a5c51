import type { Figure, Layout } from '../figure.js';
import { headingText, NARROWEST } from './heading.js';
import { inNarrow } from './in-narrow.js';
import { COLOURS } from './theme.js';

/** Pixels that a line of wide letters may need more than the average. */
const EDGE = 28;

/** What `figure` of theme.ts says of the heading it has set. */
interface HeadingMeta {
  readonly title: string;
  readonly subtitle: string;
  readonly pixels: number;
}

/**
 * The figure with its heading broken into lines that fit `width` pixels, and as much taller as the lines need; its panels
 * as `inNarrow` has them.
 */
export function inWidth(given: Figure, width: number): Figure {
  const figure = inNarrow(given, width);
  const { meta, margin, title, height } = figure.layout;
  if (width >= NARROWEST || !isHeading(meta) || typeof height !== 'number') return figure;
  const { text, size } = headingText(
    { title: meta.title, subtitle: meta.subtitle, width: width - EDGE },
    COLOURS.subtitle,
  );
  const taller = height + size - meta.pixels;
  const layout: Layout = {
    ...figure.layout,
    height: taller,
    margin: { ...(margin as Layout), t: size },
    title: { ...(title as Layout), text, y: 1 - 20 / taller },
  };
  return { ...figure, layout };
}

function isHeading(meta: unknown): meta is HeadingMeta {
  return typeof meta === 'object' && meta !== null && 'pixels' in meta;
}
