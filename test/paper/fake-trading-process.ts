// The fake trading service as a process of its own: `node fake-trading-process.js '{"seed":1}'` prints its address as
// one line of JSON and serves until it is ended. POST /_fake with {"price","plan","drop","freeze","complete"} moves the
// market and makes trouble; GET /_fake tells the whole account.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stateJson } from './fake-answers.js';
import type { PlannedFault } from './fake-faults.js';
import { FakeTrading, type FakeTradingOptions } from './fake-trading.js';

interface Command {
  readonly price?: string;
  readonly plan?: readonly PlannedFault[];
  readonly faultShare?: number;
  readonly drop?: boolean;
  readonly freeze?: boolean;
  readonly complete?: boolean;
  readonly restart?: boolean;
}

async function obey(fake: FakeTrading, command: Command): Promise<void> {
  if (command.plan) fake.faults.plan(...command.plan);
  if (command.faultShare !== undefined) fake.faults.options = { ...fake.faults.options, share: command.faultShare };
  if (command.drop) fake.updates.drop();
  if (command.freeze) fake.updates.freeze();
  if (command.complete) fake.exchange.complete();
  if (command.price !== undefined) fake.exchange.setPrice(command.price);
  if (command.restart) {
    await fake.stop();
    await fake.start();
  }
}

async function main(): Promise<void> {
  const fake = new FakeTrading(JSON.parse(process.argv[2] ?? '{}') as FakeTradingOptions);
  const url = await fake.start();
  const control = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (request.method === 'POST') await obey(fake, JSON.parse(text) as Command);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(stateJson(fake.exchange)));
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const { port } = control.address() as AddressInfo;
  console.log(JSON.stringify({ url, control: `http://127.0.0.1:${port}/_fake` }));
}

void main();
