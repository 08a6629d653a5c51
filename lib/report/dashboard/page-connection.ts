/** The server gives a sign of life every ten seconds: after this without one the connection is dead, ms. */
const LONGEST_SILENCE = 25_000;
const TRY_AGAIN = 2000;

/** What is done with the events of a stream, by their names, each with its JSON value. */
export type Hearers = { readonly [name: string]: (value: never) => void };

/**
 * Keeps a stream of events open for as long as somebody sees the page. One that breaks, or falls silent as after a computer's
 * sleep, is told of by `lost` and begun again. A page that nobody sees lets go of its stream, of which a browser has six for
 * all pages of one server.
 */
export function keepConnection(address: string, hearers: Hearers, lost: () => void): void {
  let events: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    events?.close();
    events = undefined;
  };
  const broken = () => {
    end();
    lost();
    timer = setTimeout(begin, TRY_AGAIN);
  };
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(broken, LONGEST_SILENCE);
  };
  const begin = () => {
    end();
    if (document.hidden) return;
    events = new EventSource(address);
    events.addEventListener('error', broken);
    for (const [name, hear] of Object.entries(hearers)) {
      events.addEventListener(name, ({ data }: MessageEvent) => {
        alive();
        hear(JSON.parse(String(data)) as never);
      });
    }
    alive();
  };
  document.addEventListener('visibilitychange', begin);
  begin();
}
