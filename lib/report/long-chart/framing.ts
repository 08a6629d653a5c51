/** A JSON head and the numbers after it, as bytes. */
export function framed(head: unknown, numbers: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const out = new Uint8Array(4 + text.length + numbers.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  out.set(numbers, 4 + text.length);
  return out;
}

/** What `framed` put together; the head is as the writer made it. */
export function unframed<Head>(bytes: Uint8Array): { head: Head; numbers: Uint8Array } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Head;
  return { head, numbers: bytes.subarray(4 + length) };
}
