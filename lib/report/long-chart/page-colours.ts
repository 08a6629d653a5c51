/**
 * Whether the page is dark where the element stands: as VS Code says on the body, whose outputs lie on nothing; else by the
 * first background colour around it, so that a light notebook on a dark machine stays light. A page without any is dark where it says that it follows the machine, and the machine is.
 */
export function isDarkAround(element: HTMLElement): boolean {
  const { classList } = document.body;
  if (classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light')) return false;
  if (classList.contains('vscode-dark') || classList.contains('vscode-high-contrast')) return true;
  for (let at = element.parentElement; at; at = at.parentElement) {
    const channels =
      getComputedStyle(at)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    const [red = 0, green = 0, blue = 0, opacity = 1] = channels;
    if (channels.length >= 3 && opacity > 0.5) return 0.3 * red + 0.6 * green + 0.1 * blue < 128;
  }
  const follows = getComputedStyle(document.documentElement).colorScheme.includes('dark');
  return follows && matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Calls `changed` when the page may have become dark or light; returns how to end that. */
export function watchColours(changed: () => void): () => void {
  const machine = matchMedia('(prefers-color-scheme: dark)');
  const page = new MutationObserver(changed);
  machine.addEventListener('change', changed);
  page.observe(document.body, { attributeFilter: ['data-jp-theme-light', 'class', 'style'] });
  return () => {
    machine.removeEventListener('change', changed);
    page.disconnect();
  };
}
