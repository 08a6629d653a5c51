import { isoTime } from '../../core/time.js';
import { tradeFinding } from '../figures/trade-words.js';
import { minuteOf } from '../figures/words.js';
import { watchSideways } from '../page-sideways.js';
import { levelTiles, type OrderRow, orderRows, placeWords, stateTiles, type Tile } from './contents.js';
import { type Inspection, type Inspections, type InspectionWords, WORD_PARTS } from './inspection.js';
import { element } from './page-dom.js';
import type { Step } from './page-keys.js';

/** The elements of an inspector that change from trade to trade. */
export interface Panel {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  readonly chart: HTMLElement;
  /** Texts of a trade, or that there is none; which steps lead somewhere. */
  fill(entryTime: number, trade: Inspection | undefined, can: Readonly<Record<'previous' | 'next', boolean>>): void;
}

/** Several inspectors may stand in one page. */
let panels = 0;

/** A closed panel; `step` is called by its buttons. */
export function makePanel(inspections: Inspections, step: (step: Step) => void): Panel {
  const id = `mtf-inspector-${panels++}`;
  const place = element('p');
  const heading = element('h2', { id, tabindex: '-1', 'aria-live': 'polite' });
  const note = element('p');
  const chart = element('div', { class: 'chart', role: 'img' });
  const details = element('div');
  const button = (text: string, wanted: Step, keys: string, title: string) => {
    const made = element('button', { type: 'button', 'aria-keyshortcuts': keys, title }, text);
    made.addEventListener('click', () => made.getAttribute('aria-disabled') !== 'true' && step(wanted));
    return made;
  };
  const previous = button('← Previous', 'previous', 'ArrowLeft', 'Previous trade in time (left arrow)');
  const next = button('Next →', 'next', 'ArrowRight', 'Next trade in time (right arrow)');
  const close = button('Close', 'close', 'Escape', 'Close (Esc)');
  const steps = element('div', { class: 'steps' }, previous, next, close);
  const root = element(
    'section',
    // The attribute keeps a notebook's own keys away from a panel that has the focus.
    { class: 'mtf-inspector', 'aria-labelledby': id, 'data-lm-suppress-shortcuts': 'true' },
    element('div', { class: 'head' }, place, steps),
    heading,
    note,
    chart,
    details,
    element('p', { class: 'keys' }, '← → the trade before and after in time, Esc closes'),
  );
  root.hidden = true;
  return {
    root,
    heading,
    chart,
    fill(entryTime, trade, can) {
      previous.setAttribute('aria-disabled', String(!can.previous));
      next.setAttribute('aria-disabled', String(!can.next));
      place.textContent = trade ? placeWords(inspections, trade) : isoTime(entryTime);
      heading.textContent = trade ? tradeFinding(trade) : `No trade of this run was entered at ${isoTime(entryTime)}`;
      note.textContent = trade ? noteWords(inspections, trade) : '';
      chart.setAttribute('aria-label', `Candles around the trade. ${heading.textContent}`);
      chart.hidden = !trade;
      details.replaceChildren(...(trade ? detailsOf(inspections, trade) : []));
    },
  };
}

function noteWords({ order }: Inspections, { signalTime }: Inspection): string {
  return `Signal at the close of the bar of ${minuteOf(signalTime)} UTC. Fill order ${order}. Slippage is a cost: fills may lie outside the candles.`;
}

function detailsOf(inspections: Inspections, trade: Inspection): HTMLElement[] {
  const state = stateTiles(trade);
  return [
    ...(state.length > 0 ? [part('State at the signal', tiles(state))] : []),
    part('Levels, excursions and costs', tiles(levelTiles(trade))),
    part('Under the fill orders', ordersTable(orderRows(inspections, trade))),
    wordsOf(trade.words),
  ];
}

function part(name: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'part' }, element('h3', {}, name), ...children);
}

function tiles(list: readonly Tile[]): HTMLElement {
  return element(
    'dl',
    { class: 'tiles' },
    ...list.map(({ name, value, note }) =>
      element(
        'div',
        {},
        element('dt', {}, name),
        element('dd', {}, value, ...(note ? [element('small', {}, note)] : [])),
      ),
    ),
  );
}

const COLUMNS = ['Order', 'P&L', 'Against this run', 'Reason', 'Exit fill (USD)', 'Exit (UTC)'] as const;

function ordersTable(rows: readonly OrderRow[]): HTMLElement {
  const isNumber = (k: number) => k === 1 || k === 4;
  const cell = (text: string, k: number) => element('td', isNumber(k) ? { class: 'number' } : {}, text);
  const head = COLUMNS.map((name, k) => element('th', { scope: 'col', ...(isNumber(k) && { class: 'number' }) }, name));
  const body = rows.map(({ order, exit, reason, fill, pnl, against, isOwn, differs }) =>
    element(
      'tr',
      { class: isOwn ? 'own' : differs ? 'differs' : 'same' },
      element('th', { scope: 'row' }, order),
      ...[pnl, against, reason, fill, exit].map((text, k) => cell(text, k + 1)),
    ),
  );
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
  const scroll = { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'The trade under the fill orders' };
  const across = element('div', scroll, table);
  watchSideways(across);
  return across;
}

function wordsOf(words: InspectionWords): HTMLElement {
  const parts = WORD_PARTS.map((name) =>
    element(
      'div',
      {},
      element('h3', {}, `${name[0].toUpperCase()}${name.slice(1)}`),
      element('ul', {}, ...words[name].map((sentence) => element('li', {}, sentence))),
    ),
  );
  return element('div', { class: 'words' }, ...parts);
}
