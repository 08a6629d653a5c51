import { type Address, addressText, parseAddress } from './address.js';
import { pagesOf } from './pages.js';
import type { Piece, PieceName, Pieces } from './piece.js';

/** The dashboard in a page. */
export interface App {
  /** Puts a piece in the place of the former one, undefined: it is gone; draws what changed and is shown. */
  update<Name extends PieceName>(name: Name, value: Piece<Name> | undefined): void;
}

/** Draws the dashboard into `element`. */
export function appIn(element: HTMLElement, first: Pieces): App {
  let pieces = first;
  const draw = () => {
    const { page } = parseAddress(location.hash);
    const main = document.createElement('main');
    const links = pagesOf(pieces).map(({ id, name }) => {
      const link = document.createElement('a');
      link.href = addressText({ page: id } satisfies Address);
      link.textContent = name;
      return link;
    });
    for (const block of pagesOf(pieces).find(({ id }) => id === page)?.blocks ?? []) {
      if (block.kind === 'html') main.insertAdjacentHTML('beforeend', block.html.html);
    }
    const nav = document.createElement('nav');
    nav.append(...links);
    element.replaceChildren(nav, main);
  };
  addEventListener('hashchange', draw);
  draw();
  return {
    update(name, value) {
      pieces = { ...pieces, [name]: value };
      draw();
    },
  };
}
