import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALERT_KINDS, type Alert, type AlertJournal, type Delivery } from '../../../lib/paper/alerts/alert-journal.js';
import { MemoryAlertJournal } from '../../../lib/paper/alerts/memory-alert-journal.js';
import { newFolder, openJournal } from './made.js';

const CHANNELS = ['email', 'telegram'] as const;
const KINDS = ['entry', 'exit'] as const;

const alertOf = (k: number): Alert => ({
  id: `a${k}`,
  kind: KINDS[k % 2],
  at: 1000 + 10 * k,
  subject: `Alert ${k}`,
  body: `line 1\nline ${k}`,
});

type Action =
  | { readonly do: 'queue'; readonly k: number; readonly channels: readonly (typeof CHANNELS)[number][] }
  | {
      readonly do: 'deliver';
      readonly k: number;
      readonly channel: (typeof CHANNELS)[number];
      readonly state: Delivery['state'];
    }
  | { readonly do: 'summarise'; readonly channel: (typeof CHANNELS)[number]; readonly kind: (typeof KINDS)[number] }
  | { readonly do: 'prune'; readonly before: number };

const number = fc.nat(12);
const channel = fc.constantFrom(...CHANNELS);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('queue' as const), k: number, channels: fc.subarray([...CHANNELS]) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      k: number,
      channel,
      state: fc.constantFrom('waiting', 'held', 'sent', 'failed', 'expired'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('summarise' as const), channel, kind: fc.constantFrom(...KINDS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('prune' as const), before: fc.integer({ min: 1000, max: 1100 }) }),
  },
);

/** Does one action; returns its answer, or that it threw. */
function act(journal: AlertJournal, one: Action, step: number): unknown {
  try {
    switch (one.do) {
      case 'queue':
        return journal.queue(alertOf(one.k), one.channels);
      case 'deliver':
        return journal.deliver(`a${one.k}`, one.channel, {
          state: one.state,
          attempts: step,
          refusals: 0,
          nextAt: 5000 + step,
          changedAt: 2000 + step,
          reason: step % 3 === 0 ? '' : `reason ${step}`,
        });
      case 'summarise':
        return journal.summarise(one.channel, one.kind, {
          ...alertOf(step % 2),
          id: `summary-${step}`,
          kind: 'summary',
          at: 3000 + step,
        });
      case 'prune':
        return journal.prune(one.before);
    }
  } catch {
    return 'threw';
  }
}

function seen(journal: AlertJournal): unknown {
  return {
    recent: journal.recent(100),
    last: journal.recent(2),
    counts: [...journal.counts()].sort((a, b) => a.channel.localeCompare(b.channel)),
    channels: CHANNELS.map((one) => ({
      waiting: journal.waiting(one, 100),
      first: journal.waiting(one, 2),
      held: journal.held(one),
      sent: ALERT_KINDS.map((kind) => journal.sentTimes(one, kind, 2003)),
    })),
  };
}

test('alerts in the journal behave as the ones in memory, whatever is done with them, also after reopening', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const folder = newFolder();
      const journal = openJournal(folder);
      const memory = new MemoryAlertJournal();
      for (const [step, one] of actions.entries()) {
        assert.deepEqual(act(journal.alerts, one, step), act(memory, one, step));
      }
      assert.deepEqual(seen(journal.alerts), seen(memory));
      journal.close();
      const again = openJournal(folder);
      assert.deepEqual(seen(again.alerts), seen(memory));
      again.close();
    }),
    { numRuns: 30 },
  );
});

test('an alert is queued together with what it tells of, or not at all', () => {
  const journal = openJournal(newFolder());
  assert.throws(() =>
    journal.atomically(() => {
      journal.alerts.queue(alertOf(1), ['email']);
      throw new Error('no');
    }),
  );
  assert.deepEqual(journal.alerts.recent(9), []);
  journal.close();
});
