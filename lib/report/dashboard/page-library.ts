import type { PagePlotly } from '../long-chart/page-chart.js';
import { unzippedText } from '../unzip.js';
import { LIBRARY_ID } from './page-places.js';

/** What is used of Plotly here. */
export interface PageLibrary extends PagePlotly {
  purge(element: HTMLElement): void;
}

let coming: Promise<PageLibrary> | undefined;

/** The chart library, from the page itself or from the server; loaded when first asked for. */
export function chartLibrary(): Promise<PageLibrary> {
  coming ??= load();
  return coming;
}

async function load(): Promise<PageLibrary> {
  const held = document.getElementById(LIBRARY_ID);
  const script = document.createElement('script');
  if (held) {
    script.textContent = await unzippedText(held.textContent ?? '');
    document.head.append(script);
  } else {
    await new Promise<void>((resolve, reject) => {
      script.addEventListener('load', () => resolve());
      script.addEventListener('error', () =>
        reject(new Error('chartLibrary: /plotly.js must be served, got an error')),
      );
      script.src = '/plotly.js';
      document.head.append(script);
    });
  }
  return (window as unknown as { readonly Plotly: PageLibrary }).Plotly;
}
