/** Bytes from their gzip in base64; in a browser. */
export async function unzipped(base64: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Text from its gzip in base64; in a browser. */
export async function unzippedText(base64: string): Promise<string> {
  return new TextDecoder().decode(await unzipped(base64));
}
