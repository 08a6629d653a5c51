import { Exit, Field } from '../../backtest/ledger.js';
import type { Bar } from '../../bars/resample.js';
import { isoTime } from '../../core/time.js';
import type { Desk } from './desk.js';
import { noteVolume, walkMinute } from './levels.js';
import { numberIn, type RealPosition } from './position.js';
import { follow } from './sending.js';

/** Takes every position through a minute: trailing stops move on, and what touched a level is ordered out. */
export async function walkPositions(desk: Desk, minute: Bar): Promise<void> {
  for (const position of [...desk.positions]) {
    if (position.row === null) continue;
    noteVolume(position, minute);
    if (position.exit) continue;
    const reason = walkMinute(position, minute);
    desk.keep();
    if (reason === Exit.None) continue;
    const market = numberIn(position.row, Field.ExitMarket);
    if (reason === Exit.Target) position.exit = { wish: 'target', market };
    else await leaveAtStop(desk, position, market);
    desk.keep();
  }
}

/** The order at the broker has the first word; where it rests unfilled, price has jumped past its limit. */
async function leaveAtStop(desk: Desk, position: RealPosition, market: number): Promise<void> {
  const [protection] = desk.standing(position).protections;
  if (protection && desk.isReachable && (await follow(desk, protection.clientId, desk.settings.timing.stopGrace)))
    return;
  position.exit = { wish: 'stop', market };
  const what = protection ? 'its protective order was not filled' : 'nothing rested at the broker';
  const of = `the stop of the position of ${isoTime(position.entry.signalTime)}`;
  desk.say('stop-jumped', 'warning', `${of} was touched and ${what}: sold at the market`);
}
