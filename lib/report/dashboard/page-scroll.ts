/** Lists in the page that a reader may have scrolled, such as the alert log. */
const SCROLLED = '.mtf-paper [tabindex]';

/** Does what replaces such lists, and puts the reader back to the line and the list where they were. */
export async function keepingScroll(replace: () => Promise<void>): Promise<void> {
  const before = lists().map((list) => ({ top: list.scrollTop, hasFocus: list === document.activeElement }));
  await replace();
  lists().forEach((list, k) => {
    list.scrollTop = before[k]?.top ?? 0;
    if (before[k]?.hasFocus) list.focus({ preventScroll: true });
  });
}

function lists(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(SCROLLED)];
}
