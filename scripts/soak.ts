// npm run soak [-- --kills N --seed N --pace N --out DIR]: the paper engine killed again and again over a faulty loopback Alpaca.
import { parseArgs } from 'node:util';
import { soak } from '../test/paper/soak/soak.js';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      pace: { type: 'string', default: '120' },
      out: { type: 'string' },
    },
  });
  const [kills, seed, pace] = [Number(values.kills), Number(values.seed), Number(values.pace)];
  if (![kills, seed, pace].every((number) => Number.isFinite(number) && number > 0)) {
    throw new Error(
      `soak: kills, seed and pace must be numbers above 0, got ${values.kills}, ${values.seed}, ${values.pace}`,
    );
  }
  const { offences, deaths, trades, ...figures } = await soak({
    kills,
    seed,
    pace,
    ...(values.out !== undefined && { out: values.out }),
    say: console.log,
  });
  console.log(JSON.stringify({ ...figures, trades: trades.length }, null, 2));
  for (const offence of [...offences, ...deaths]) console.error(`OFFENCE ${offence}`);
  console.log(offences.length + deaths.length === 0 ? 'The accounts agree.' : 'The accounts do NOT agree.');
  if (offences.length + deaths.length > 0) process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
