import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { EventStreams } from '../../../lib/run/dashboard/event-streams.js';

/** A reader who takes nothing: all that is written waits. */
class DeafReader extends EventEmitter {
  text = '';
  isCut = false;
  get writableLength(): number {
    return this.text.length;
  }
  write(text: string): void {
    this.text += text;
  }
  end(): void {
    this.emit('close');
  }
  destroy(): void {
    this.isCut = true;
    this.emit('close');
  }
}

test('a reader who does not take what it is sent is cut off, and costs no more than its share', () => {
  const streams = new EventStreams(() => 0, { most: 2, backlog: 1000, beat: 60_000 });
  const reader = new DeafReader();
  streams.begin(reader as unknown as ServerResponse, { pieces: {} }, 'pieces');
  assert.equal(streams.count, 1);
  for (let k = 0; k < 100; k++) streams.send({ piece: 'paper', etag: String(k) });
  assert.ok(reader.isCut && reader.text.length <= 1000);
  assert.equal(streams.count, 0);
  streams.close();
});

test('an event is one block of lines, whatever its texts hold', () => {
  const streams = new EventStreams(() => 7, { most: 2, backlog: 10_000, beat: 60_000 });
  const reader = new DeafReader();
  streams.begin(reader as unknown as ServerResponse, ['a\n\ndata: b\r\nc'], 'notices');
  streams.send({ piece: 'results', etag: null });
  assert.equal(
    reader.text,
    'retry: 2000\n\nevent: beat\ndata: {"at":7}\n\nevent: notices\ndata: ["a\\n\\ndata: b\\r\\nc"]\n\nevent: message\ndata: {"piece":"results","etag":null}\n\n',
  );
  streams.close();
  assert.equal(streams.count, 0);
});
