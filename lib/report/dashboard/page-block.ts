import { followTradeClicks } from '../inspector/events.js';
import { mountLong } from '../long-chart/page.js';
import type { Block } from './blocks.js';
import { bareHeight, drawFigure, headingOf, leastWidthOf } from './page-figure.js';
import { chartLibrary } from './page-library.js';
import { longDataOf } from './page-long-data.js';

/** A block in the page. */
export interface BlockView {
  readonly element: HTMLElement;
  /** Draws the block; again only when it or the theme is another than last time. */
  draw(block: Block, isDark: boolean): Promise<void>;
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
      }
      for (const page of element.querySelectorAll('.mtf-paper'))
        page.className = `mtf-paper ${isDark ? 'dark' : 'light'}`;
    },
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
  let drawn = '';
  new ResizeObserver(() => makeReachable(across, title.textContent ?? '')).observe(across);
  return {
    element,
    async draw(block, isDark) {
      if (block.kind !== 'figure') return;
      const heading = headingOf(block.figure);
      title.textContent = heading.title;
      subtitle.textContent = heading.subtitle;
      subtitle.hidden = heading.subtitle === '';
      plot.style.minWidth = `${leastWidthOf(block.figure, block.wide === true)}px`;
      plot.style.minHeight = `${bareHeight(block.figure)}px`;
      const state = `${isDark} ${plot.clientWidth < 560} ${JSON.stringify(block.figure)}`;
      if (state === drawn) return;
      const isFirst = drawn === '';
      drawn = state;
      await drawFigure(await chartLibrary(), plot, block.figure, { key: block.key, isDark });
      if (isFirst) followTradeClicks(plot);
    },
  };
}

function candlesView(element: HTMLElement): BlockView {
  let drawn: string | undefined;
  return {
    element,
    async draw(block) {
      if (block.kind !== 'candles' || block.data === drawn) return;
      drawn = block.data;
      const long = await longDataOf(block.data);
      const plot = document.createElement('div');
      element.replaceChildren(plot);
      await mountLong(plot, long, await chartLibrary());
    },
  };
}

/** What scrolls sideways can be reached, and so scrolled, with the keyboard. */
function makeReachable(across: HTMLElement, name: string): void {
  if (across.scrollWidth > across.clientWidth) {
    across.tabIndex = 0;
    across.setAttribute('role', 'region');
    across.setAttribute('aria-label', name);
  } else {
    across.removeAttribute('tabindex');
    across.removeAttribute('role');
    across.removeAttribute('aria-label');
  }
}
