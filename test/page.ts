import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as launcher, type Page } from 'playwright-core';
import { chromium } from './needs.js';

const SWITCHES = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** A page of the machine's Chromium, closed when `use` is done. */
export async function withPage(use: (page: Page) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const path = chromium();
  const context = await launcher.launchPersistentContext(mkdtempSync(join(tmpdir(), 'mtf-chromium-')), {
    ...(path && { executablePath: path }),
    args: SWITCHES,
    chromiumSandbox: false,
    viewport: { width: options.width ?? 1300, height: options.height ?? 1600 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** What goes wrong in a page from now on: errors, and requests that leave the machine. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => /^https?:/.test(request.url()) && problems.push(request.url()));
  return problems;
}
