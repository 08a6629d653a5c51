import { type Address, addressText, type PageId, parseAddress } from './address.js';
import { headOf } from './head.js';
import { type Frame, frameIn } from './page-frame.js';
import { followTheme } from './page-theme.js';
import { tradesIn } from './page-trades.js';
import { type PageView, pageView } from './page-view.js';
import { pageOf } from './pages.js';
import type { Piece, PieceName, Pieces } from './piece.js';

/** The dashboard in a page. */
export interface App {
  /** Puts pieces in the place of the former ones, undefined: it is gone; draws what changed and is shown. */
  update<Name extends PieceName>(name: Name, value: Piece<Name> | undefined): Promise<void>;
}

/** Draws the dashboard into `element`, where the app then stands as `mtfDashboard`. */
export function appIn(element: HTMLElement, first: Pieces): App {
  let pieces = first;
  const views = new Map<PageId, PageView>();
  const theme = followTheme(() => void draw());
  const frame: Frame = frameIn(element, () => theme.toggle());
  const trades = tradesIn(element);
  let shown: Address | undefined;

  /** One drawing after the other; one that is no longer wanted ends early. */
  let drawing = Promise.resolve();
  let asked = 0;
  const draw = () => {
    const mine = ++asked;
    drawing = drawing.then(() => (mine === asked ? drawNow(() => mine === asked) : undefined)).catch(report);
    return drawing;
  };
  const drawNow = async (wanted: () => boolean) => {
    const address = parseAddress(location.hash);
    const isOther = shown?.page !== address.page;
    const view = views.get(address.page) ?? pageView();
    const page = pageOf(address.page, pieces);
    const isDark = theme.isDark();
    views.set(address.page, view);
    frame.show({ page: address.page, head: headOf(pieces), isDark, view: view.element });
    if (isOther && shown) frame.toTop();
    shown = address;
    await view.drawTexts(page, isDark);
    await trades.show(address.trade, pieces['03-backtest']);
    await view.drawCharts(page, isDark, wanted);
    if (wanted()) element.dataset.drawn = addressText(address);
  };
  addEventListener('hashchange', () => void draw());
  void draw();
  const app: App = {
    update(name, value) {
      pieces = { ...pieces, [name]: value };
      return draw();
    },
  };
  Object.assign(element, { mtfDashboard: app });
  return app;
}

function report(error: unknown): void {
  console.error(error);
}
