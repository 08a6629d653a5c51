import { DAY } from '../../core/time.js';
import { COLOURS, DARK_COLOURS } from '../figures/theme.js';
import type { View } from './levels.js';

/** Buttons for spans of time, and the words about the bar under the pointer. */
export interface Toolbar {
  /** `top` in pixels from the top of the chart. */
  place(top: number, isDark: boolean, view: View, whole: View): void;
  tell(parts: readonly string[]): void;
}

const SPANS: readonly (readonly [name: string, days: number])[] = [
  ['1 day', 1],
  ['1 week', 7],
  ['1 month', 30],
  ['3 months', 91],
];

/** Adds the toolbar to a chart's element; `choose` gets the span of the button, ms, undefined for everything. */
export function addToolbar(element: HTMLElement, choose: (span: number | undefined) => void): Toolbar {
  const bar = document.createElement('div');
  const buttons = document.createElement('div');
  const words = document.createElement('div');
  bar.append(buttons, words);
  element.append(bar);
  const made = [...SPANS, ['All', undefined] as const].map(([name, days]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    const span = days === undefined ? undefined : days * DAY;
    button.addEventListener('click', () => choose(span));
    buttons.append(button);
    return { button, span };
  });
  Object.assign(bar.style, {
    position: 'absolute',
    left: '10px',
    right: '10px',
    font: '11px "DejaVu Sans", Verdana, Arial, sans-serif',
  });
  Object.assign(words.style, { marginTop: '4px', lineHeight: '15px' });
  return {
    place(top, isDark, view, whole) {
      const colours = isDark ? DARK_COLOURS : COLOURS;
      Object.assign(bar.style, { top: `${top}px`, color: colours.subtitle });
      element.style.background = colours.background;
      for (const { button, span } of made) paint(button, isShown(span, view, whole), colours);
    },
    tell(parts) {
      words.replaceChildren(...parts.flatMap((part) => [textOf(part), ' ']));
    },
  };
}

function isShown(span: number | undefined, view: View, whole: View): boolean {
  return Math.abs((span ?? whole.to - whole.from) - (view.to - view.from)) < 1;
}

function paint(
  button: HTMLButtonElement,
  pressed: boolean,
  colours: Readonly<Record<keyof typeof COLOURS, string>>,
): void {
  button.setAttribute('aria-pressed', String(pressed));
  Object.assign(button.style, {
    font: 'inherit',
    marginRight: '4px',
    padding: '3px 8px',
    border: `1px solid ${colours.pale}`,
    borderRadius: '3px',
    cursor: 'pointer',
    color: pressed ? colours.background : colours.text,
    background: pressed ? colours.text : colours.background,
  });
}

/** One part of the words, kept on one line where there is room. */
function textOf(part: string): HTMLElement {
  const span = document.createElement('span');
  span.textContent = part;
  Object.assign(span.style, { display: 'inline-block', marginRight: '12px' });
  return span;
}
