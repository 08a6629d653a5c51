import { addressText, type PageId } from './address.js';
import type { Head } from './head.js';
import { PAGE_NAMES } from './pages.js';

/** Navigation, what the page is about, and the place where pages are shown. */
export interface Frame {
  show(state: {
    readonly page: PageId;
    readonly head: Head;
    readonly isDark: boolean;
    readonly view: HTMLElement;
  }): void;
  /** To the top of a page that was just opened, for eyes and for those who read otherwise. */
  toTop(): void;
}

export function frameIn(element: HTMLElement, toggleTheme: () => void): Frame {
  const links = PAGE_NAMES.map(({ id, short }) => ({ id, link: linkTo(id, short) }));
  const [main, subject, badge, theme] = [made('main'), made('span'), made('span', 'badge'), made('button', 'theme')];
  main.id = 'content';
  main.tabIndex = -1;
  badge.textContent = 'Sample data, made up';
  theme.setAttribute('type', 'button');
  theme.addEventListener('click', toggleTheme);
  const nav = made('nav');
  nav.setAttribute('aria-label', 'Pages');
  nav.append(...links.map(({ link }) => link));
  nav.addEventListener('keydown', (event) =>
    moveAlong(
      event,
      links.map(({ link }) => link),
    ),
  );
  const [bar, about, header] = [made('div', 'bar'), made('p', 'about'), made('header', 'top')];
  const name = made('span', 'name');
  name.textContent = 'mtf-lab';
  bar.append(name, nav, theme);
  about.append(subject, badge);
  header.append(bar, about);
  element.replaceChildren(skipLink(main), header, main);
  return {
    show({ page, head, isDark, view }) {
      for (const { id, link } of links) {
        if (id === page) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      subject.textContent = head.subject;
      badge.hidden = !head.isMadeUp;
      theme.textContent = isDark ? 'Light' : 'Dark';
      theme.setAttribute('aria-label', isDark ? 'Show in light' : 'Show in dark');
      document.title = `${PAGE_NAMES.find(({ id }) => id === page)?.name ?? ''} · mtf-lab`;
      if (main.firstChild !== view) main.replaceChildren(view);
    },
    toTop() {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    },
  };
}

function linkTo(page: PageId, name: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = addressText({ page });
  link.textContent = name;
  return link;
}

/** The address after `#` says which page it is, so this link must not go there. */
function skipLink(main: HTMLElement): HTMLElement {
  const link = made('button', 'skip');
  link.setAttribute('type', 'button');
  link.textContent = 'Skip to content';
  link.addEventListener('click', () => main.focus());
  return link;
}

function moveAlong(event: KeyboardEvent, links: readonly HTMLElement[]): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (step === 0 || at < 0) return;
  event.preventDefault();
  links[(at + step + links.length) % links.length].focus();
}

function made(tag: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  return element;
}
