/** Whether the page is dark: as the reader chose, else as the machine is. */
export interface Theme {
  isDark(): boolean;
  /** Light instead of dark, or the other way; kept for the next time. */
  toggle(): void;
}

const KEPT = 'mtf-dashboard-theme';

/** Follows the machine until the reader chooses; `changed` is called after each change. */
export function followTheme(changed: () => void): Theme {
  const machine = matchMedia('(prefers-color-scheme: dark)');
  let chosen = keptChoice();
  const isDark = () => (chosen === undefined ? machine.matches : chosen === 'dark');
  const apply = () => {
    document.body.classList.toggle('dark', isDark());
    document.body.classList.toggle('light', !isDark());
    changed();
  };
  machine.addEventListener('change', apply);
  document.body.classList.add(isDark() ? 'dark' : 'light');
  return {
    isDark,
    toggle() {
      chosen = isDark() ? 'light' : 'dark';
      keepChoice(chosen);
      apply();
    },
  };
}

/** A page opened from a file, or a reader who keeps no data, may have no storage. */
function keptChoice(): 'light' | 'dark' | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keepChoice(choice: string): void {
  try {
    localStorage.setItem(KEPT, choice);
  } catch {
    // Then it holds for this page alone.
  }
}
