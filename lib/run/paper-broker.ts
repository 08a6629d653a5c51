import { seededRandom } from '../core/random.js';
import { alpacaBroker } from '../paper/broker/alpaca-broker.js';
import { simBroker } from '../paper/broker/sim-broker.js';
import type { Broker } from '../paper/broker.js';
import type { EngineAlerts } from '../paper/engine-alerts.js';
import type { Journal } from '../paper/journal/journal.js';
import type { PaperModel } from '../paper/model.js';
import type { JournalEvent, OrderJournal, PaperTrade } from '../paper/order-journal.js';
import type { BacktestParameters } from '../strategy/backtest-parameters.js';
import { brokerTiming, type ProcessClock } from './paper-clock.js';
import type { PaperSecrets } from './paper-secrets.js';
import type { PaperSettings } from './paper-settings.js';

export interface BrokerChoice {
  readonly settings: PaperSettings;
  readonly secrets: PaperSecrets;
  readonly journal: Journal;
  readonly model: PaperModel;
  readonly alerts: EngineAlerts;
  readonly parameters: BacktestParameters;
  readonly clock: ProcessClock;
}

export interface ChosenBroker {
  readonly broker: Broker;
  /** Takes the trades that the broker has closed, and written down, since the last call. */
  readonly closed: () => readonly PaperTrade[];
}

/** The broker of the settings. Throws where nothing can be traded: no keys, or keys of a live account. */
export function chooseBroker({
  settings,
  secrets,
  journal,
  model,
  alerts,
  parameters,
  clock,
}: BrokerChoice): ChosenBroker {
  if (settings.broker === 'sim') {
    // The model itself closes what a kill or a stop asks for: it is told by the engine.
    return { broker: simBroker({ book: () => model.book(), closeAll: () => undefined }), closed: () => [] };
  }
  if (!secrets.keys) {
    throw new Error(
      'chooseBroker: APCA_API_KEY_ID and APCA_API_SECRET_KEY of a paper account must be set, got none; replay bars to go without',
    );
  }
  const trades: PaperTrade[] = [];
  const broker = alpacaBroker({
    keys: secrets.keys,
    ...(secrets.urls.trading && { url: secrets.urls.trading }),
    journal: telling(journal, {
      trade: (trade) => trades.push(trade),
      fault: ({ name, detail }) => alerts.fault(name, detail),
    }),
    clock,
    random: seededRandom(clock.now()),
    rules: parameters,
    shorts: settings.shorts,
    timing: brokerTiming(clock),
  });
  return { broker, closed: () => trades.splice(0) };
}

/** Errors of the broker that the alert of an emergency tells already. */
const TOLD_AS_EMERGENCY: readonly string[] = ['emergency', 'close-all'];

interface Told {
  readonly trade: (trade: PaperTrade) => void;
  readonly fault: (event: JournalEvent) => void;
}

/** The journal, with every trade and every error that is written into it told. */
function telling(journal: Journal, told: Told): OrderJournal {
  return {
    intend: (order) => journal.intend(order),
    update: (clientId, change) => journal.update(clientId, change),
    fill: (fill) => journal.fill(fill),
    orders: (filter) => journal.orders(filter),
    fills: (filter) => journal.fills(filter),
    keep: (key, value) => journal.keep(key, value),
    kept: (key) => journal.kept(key),
    event: (event) => {
      journal.event(event);
      if (event.severity === 'error' && !TOLD_AS_EMERGENCY.includes(event.name)) told.fault(event);
    },
    atomically: (work) => journal.atomically(work),
    trade: (trade) => {
      journal.trade(trade);
      told.trade(trade);
    },
  };
}
