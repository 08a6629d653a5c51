// npm run verify:pine: the exported scripts against the library on every case and on real bars where they are, then every
// single change of the text that verification must notice. Prints what it measured; ends with 1 when anything differs.
import type { Bars } from '../lib/core/bars.js';
import { inspectPine } from '../lib/pine/limits.js';
import { agrees, type ScriptParity, type StrategyParity } from '../lib/pine/parity.js';
import { CASES, gappySample, hasRealBars, realBars, sampleFives, scriptOf } from '../test/pine/cases.js';
import { mutate } from '../test/pine/mutation.js';
import { MUTATIONS } from '../test/pine/mutations.js';
import { hasRuntime, runScript } from '../test/pine/runtime.js';
import { type Values, verifyIndicator, verifyStrategy } from '../test/pine/verify.js';

const largest = new Map<string, number>();
let failures = 0;

async function main(): Promise<void> {
  if (!hasRuntime()) throw new Error('verify-pine: pinets must be installed, got none; run npm ci without --omit=dev');
  const sets: [string, Bars][] = [['sample', gappySample(3000)]];
  if (hasRealBars) sets.push(['real bars', realBars(79_000, 6000)], ['real bars later', realBars(140_000, 6000)]);
  else console.log('No ../shared/data: real bars are left out.');
  for (const [name, bars] of sets) {
    for (const [label, parameters] of Object.entries({ defaults: {} satisfies Values, ...CASES })) {
      await hold(`${name}, ${label}`, bars, parameters);
    }
  }
  console.log('\nLargest difference of each series:');
  for (const [name, difference] of largest) console.log(`  ${name.padEnd(16)} ${difference.toExponential(1)}`);
  await costs();
  await changes();
  process.exitCode = failures > 0 ? 1 : 0;
}

async function hold(label: string, bars: Bars, parameters: Values): Promise<void> {
  const indicator = await verifyIndicator(scriptOf('indicator', parameters), bars, parameters);
  const strategy = await verifyStrategy(scriptOf('strategy', parameters, false), bars, parameters);
  const good = agrees(indicator) && agrees(strategy);
  if (!good) failures++;
  for (const parity of [indicator, strategy]) note(parity);
  const { pairs, onlyOurs, onlyTheirs } = strategy.trades;
  const price = Math.max(0, ...pairs.map(({ exitDifference }) => Math.abs(exitDifference)));
  console.log(
    `${good ? 'equal ' : 'DIFFER'} ${label.padEnd(28)} ${bars.time.length} bars, ${indicator.signals.both.length} signals, ${pairs.length} trades (exit prices within ${price.toFixed(3)} USD; ${onlyOurs.length} only ours, ${onlyTheirs.length} only theirs)`,
  );
  if (!good) for (const line of breaks(indicator, strategy)) console.log(`       ${line}`);
}

function note({ series }: ScriptParity): void {
  for (const { name, largest: difference } of series) {
    largest.set(name, Math.max(largest.get(name) ?? 0, difference));
  }
}

function breaks(indicator: ScriptParity, strategy: StrategyParity): string[] {
  const series = [...indicator.series, ...strategy.series].filter(({ firstBreak }) => firstBreak >= 0);
  return series.map((one) => `${one.name} from bar ${one.firstBreak}, largest ${one.largest} at ${one.at}`);
}

/** What a profile on every bar costs in pinets, and what the scripts use of TradingView's limits. */
async function costs(): Promise<void> {
  const bars = sampleFives(1500);
  const time = async (everyBar: boolean, change = (text: string) => text) => {
    const started = performance.now();
    await runScript(change(scriptOf('indicator', {}, everyBar)), bars);
    return (performance.now() - started) / bars.time.length;
  };
  await time(true);
  const [sparse, every, coarse] = [
    await time(false),
    await time(true),
    await time(true, (text) => text.replace('profile_coarser = input.int(1,', 'profile_coarser = input.int(4,')),
  ];
  const each = (ms: number) => `${ms.toFixed(2)} ms a bar`;
  console.log(
    `\nIn pinets: ${each(sparse)} with the profile where it decides, ${each(every)} on every bar, ${each(coarse)} with a quarter of the rows.`,
  );
  for (const kind of ['indicator', 'strategy'] as const) {
    console.log(`${kind}: ${JSON.stringify(inspectPine(scriptOf(kind, {}, false)).use)}`);
  }
}

async function changes(): Promise<void> {
  const bars = gappySample(1500);
  const survivors: string[] = [];
  for (const mutation of MUTATIONS) {
    const text = mutate(scriptOf(mutation.kind, CASES[mutation.on]), mutation);
    const verify = mutation.kind === 'indicator' ? verifyIndicator : verifyStrategy;
    if (agrees(await verify(text, bars, CASES[mutation.on]))) survivors.push(mutation.what);
  }
  failures += survivors.length;
  console.log(`\n${MUTATIONS.length - survivors.length} of ${MUTATIONS.length} single changes are noticed.`);
  for (const what of survivors) console.log(`  not noticed: ${what}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
