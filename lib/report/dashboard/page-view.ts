import type { Block, Page } from './blocks.js';
import { type BlockView, blockView } from './page-block.js';

/** A page that has been shown: it is kept, so that a reader who comes back finds it as it was left. */
export interface PageView {
  readonly element: HTMLElement;
  /** Texts: they cost nothing, and the reader sees the page at once. */
  drawTexts(page: Page, isDark: boolean): Promise<void>;
  /** Charts, one after the other, as long as the page is `wanted`. */
  drawCharts(page: Page, isDark: boolean, wanted: () => boolean): Promise<void>;
}

export function pageView(): PageView {
  const element = document.createElement('div');
  const title = document.createElement('h1');
  const notices = document.createElement('div');
  const grid = document.createElement('div');
  grid.className = 'grid';
  notices.className = 'notices';
  element.append(title, notices, grid);
  const views = new Map<string, BlockView & { readonly kind: string }>();
  /** What cannot be drawn says so in its place, and is made anew next time. */
  const drawBlock = async (block: Block, isDark: boolean) => {
    const view = views.get(block.key);
    if (!view) return;
    try {
      await view.draw(block, isDark);
    } catch (error) {
      console.error(error);
      view.element.replaceChildren(noticeOf(`${block.key} cannot be drawn: ${String(error)}. Run its notebook again.`));
      views.set(block.key, { ...view, kind: 'failed' });
    }
  };
  return {
    element,
    async drawTexts({ id, name, blocks, notices: words }, isDark) {
      element.className = `page page-${id}`;
      title.textContent = name;
      notices.replaceChildren(...words.map(noticeOf));
      const kept = new Set(blocks.map(({ key }) => key));
      for (const [key, gone] of views) {
        if (kept.has(key)) continue;
        gone.release();
        gone.element.remove();
        views.delete(key);
      }
      let before: HTMLElement | null = null;
      for (const block of blocks) {
        const known = views.get(block.key);
        const view = known?.kind === block.kind ? known : { ...blockView(block), kind: block.kind };
        if (known && known !== view) {
          known.release();
          known.element.remove();
        }
        views.set(block.key, view);
        const next: ChildNode | null = before ? before.nextSibling : grid.firstChild;
        if (next !== view.element) grid.insertBefore(view.element, next);
        before = view.element;
      }
      for (const block of blocks) if (block.kind === 'html') await drawBlock(block, isDark);
    },
    async drawCharts({ blocks }, isDark, wanted) {
      for (const block of blocks) {
        if (block.kind === 'html') continue;
        await turn();
        if (!wanted()) return;
        await drawBlock(block, isDark);
      }
    },
  };
}

/** Lets the page take a click or paint in between. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function noticeOf(text: string): HTMLElement {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.textContent = text;
  return notice;
}
