import type { PlainFigure } from '../figure-json.js';
import { NARROW } from '../figures/in-narrow.js';
import { followTradeClicks } from '../inspector/events.js';
import { type LongChartHandle, mountLong } from '../long-chart/page.js';
import { watchSideways } from '../page-sideways.js';
import type { Block } from './blocks.js';
import { bareHeight, drawFigure, headingOf, leastWidthOf } from './page-figure.js';
import { chartLibrary, type PageLibrary } from './page-library.js';
import { longDataOf } from './page-long-data.js';

/** A block in the page. */
export interface BlockView {
  readonly element: HTMLElement;
  /** Draws the block; again only when it or the theme is another than last time. */
  draw(block: Block, isDark: boolean): Promise<void>;
  /** Lets go of what watches the page: the block is taken out of it. */
  release(): void;
}

/** An empty view for a block of this kind. */
export function blockView({ kind, wide }: Block): BlockView {
  const element = document.createElement(kind === 'html' ? 'div' : 'figure');
  element.className = `block ${kind}${wide ? ' wide' : ''}`;
  return kind === 'html' ? htmlView(element) : kind === 'figure' ? figureView(element) : candlesView(element);
}

function htmlView(element: HTMLElement): BlockView {
  let shown: string | undefined;
  return {
    element,
    async draw(block, isDark) {
      if (block.kind !== 'html') return;
      if (block.html.html !== shown) {
        shown = block.html.html;
        element.innerHTML = shown;
        for (const scroll of element.querySelectorAll<HTMLElement>('.scroll')) watchSideways(scroll);
      }
      for (const page of element.querySelectorAll('.mtf-paper'))
        page.className = `mtf-paper ${isDark ? 'dark' : 'light'}`;
    },
    release() {},
  };
}

function figureView(element: HTMLElement): BlockView {
  const title = document.createElement('h3');
  const subtitle = document.createElement('p');
  const plot = document.createElement('div');
  const caption = document.createElement('figcaption');
  const across = document.createElement('div');
  caption.append(title, subtitle);
  across.className = 'across';
  across.append(plot);
  element.append(caption, across);
  subtitle.className = 'soft';
  plot.className = 'plot';
  let drawn: { readonly look: string; readonly text: string; readonly figure: PlainFigure } | undefined;
  let library: PageLibrary | undefined;
  let wasNarrow = false;
  watchSideways(across, () => title.textContent ?? '');
  let last: readonly [block: Block, isDark: boolean] | undefined;
  const view: BlockView = {
    element,
    async draw(block, isDark) {
      if (block.kind !== 'figure') return;
      last = [block, isDark];
      const heading = headingOf(block.figure);
      title.textContent = heading.title;
      subtitle.textContent = heading.subtitle;
      subtitle.hidden = heading.subtitle === '';
      plot.style.minWidth = `${leastWidthOf(block.figure, block.wide === true)}px`;
      plot.style.minHeight = `${bareHeight(block.figure, plot.clientWidth)}px`;
      wasNarrow = plot.clientWidth < NARROW;
      const look = `${isDark} ${wasNarrow}`;
      // The same object is not read through again: a figure may be large, and each redraw of the page comes by here.
      if (drawn?.look === look && drawn.figure === block.figure) return;
      const text = JSON.stringify(block.figure);
      const isSame = drawn?.look === look && drawn.text === text;
      const isFirst = drawn === undefined;
      drawn = { look, text, figure: block.figure };
      if (isSame) return;
      library = await chartLibrary();
      await drawFigure(library, plot, block.figure, { key: block.key, isDark });
      if (isFirst) followTradeClicks(plot);
    },
    release() {
      sizes.disconnect();
      library?.purge(plot);
    },
  };
  // A phone that is turned, or a window that is dragged, may make it narrow or no longer so; what is hidden has no width.
  const sizes = new ResizeObserver(() => {
    if (last && plot.clientWidth > 0 && plot.clientWidth < NARROW !== wasNarrow) void view.draw(...last);
  });
  sizes.observe(plot);
  return view;
}

function candlesView(element: HTMLElement): BlockView {
  let drawn: string | undefined;
  let chart: LongChartHandle | undefined;
  return {
    element,
    async draw(block) {
      if (block.kind !== 'candles' || block.data === drawn) return;
      drawn = block.data;
      const long = await longDataOf(block.data);
      const plot = document.createElement('div');
      chart?.release();
      element.replaceChildren(plot);
      chart = await mountLong(plot, long, await chartLibrary());
    },
    release: () => chart?.release(),
  };
}
