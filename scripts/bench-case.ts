// One bench case in a process of its own: prints its figure.
import { CASES } from '../bench/cases.js';

async function main(): Promise<void> {
  const name = process.argv[2];
  const found = CASES.find((one) => one.name === name);
  if (!found)
    throw new Error(`bench-case: name must be one of ${CASES.map((one) => one.name).join(', ')}, got ${name}`);
  console.log(JSON.stringify({ value: await found.measure() }));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
