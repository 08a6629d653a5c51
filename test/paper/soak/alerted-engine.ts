import type { FakeExchange } from '../fake-exchange.js';
import { FakeTelegram } from '../fake-telegram.js';
import { LiveEngine } from './live-engine.js';

/** An engine of which alerts come to a loopback Telegram. */
export async function alertedEngine(out: string) {
  const telegram = new FakeTelegram();
  await telegram.start();
  const { url, token, chat } = telegram.settings();
  const environment = { MTF_TELEGRAM_URL: url, MTF_TELEGRAM_TOKEN: token, MTF_TELEGRAM_CHAT: chat };
  const live = new LiveEngine(out, { environment });
  await live.start();
  const end = async () => {
    await live.end();
    await telegram.stop();
  };
  return { live, telegram, token, end };
}

export function entriesAt({ orders }: FakeExchange): number {
  return orders.filter(({ clientId }) => /-e\d+$/.test(clientId)).length;
}

/** All of the position, dust aside, has a sale resting at the server. */
export function isProtected(exchange: FakeExchange): boolean {
  const resting = exchange.openOrders().filter(({ side, type }) => side === 'sell' && type === 'stop_limit');
  const protected_ = resting.reduce((sum, { quantity, filled }) => sum + quantity - filled, 0n);
  return exchange.position - protected_ <= 1_000n;
}
