/** Where a step of the keyboard leads. */
export type Step = 'previous' | 'next' | 'first' | 'last' | 'close';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'previous',
  k: 'previous',
  ArrowRight: 'next',
  j: 'next',
  Home: 'first',
  End: 'last',
  Escape: 'close',
};

/**
 * Calls `step` for keys while `panel` is shown and has the focus or the pointer, and never for what is typed: fields and
 * a notebook's cells keep their keys. Before all others in the page, because a notebook has its own meaning for `j`.
 * Returns how to end that; a panel that is gone ends it too.
 */
export function followKeys(panel: HTMLElement, step: (step: Step) => void): () => void {
  const end = () => window.removeEventListener('keydown', listener, true);
  const listener = (event: KeyboardEvent) => {
    if (!panel.isConnected) return end();
    const wanted = STEPS[event.key];
    if (!wanted || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || panel.hidden) return;
    if (isTypedInto(event.target) || !(panel.contains(document.activeElement) || panel.matches(':hover'))) return;
    event.preventDefault();
    event.stopPropagation();
    step(wanted);
  };
  window.addEventListener('keydown', listener, true);
  return end;
}

function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}
