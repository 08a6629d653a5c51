/** A rule in force, and the bit that says a bar fails it. */
export interface Rule {
  readonly name: string;
  readonly bit: number;
}

/** The rules of one side, in the order a bar must pass them. */
export interface SideRules {
  readonly rules: readonly Rule[];
  /** Per bar, the bits of the rules it fails; 0 is a signal. */
  readonly blocked: Uint16Array;
}

export interface Rulebook {
  readonly long: SideRules;
  readonly short: SideRules;
}

export interface FunnelStep {
  readonly rule: string;
  /** Bars that pass this rule and all before it. */
  readonly survivors: number;
  /** Bars that pass every rule but this one: the signals gained by dropping it. */
  readonly blocks_alone: number;
}

export interface SideFunnel {
  readonly bars: number;
  readonly steps: readonly FunnelStep[];
  readonly signals: number;
  /** The rule whose removal alone would add most signals; null when no bar fails just one rule. */
  readonly tightest: string | null;
}

export interface Funnel {
  readonly long: SideFunnel;
  readonly short: SideFunnel;
}

/** How many bars survive each rule in turn, on each side, and which rule alone blocks most. */
export function signalFunnel(rulebook: Rulebook): Funnel {
  return { long: sideFunnel(rulebook.long), short: sideFunnel(rulebook.short) };
}

function sideFunnel({ rules, blocked }: SideRules): SideFunnel {
  const survivors = new Array<number>(rules.length).fill(0);
  const alone = new Array<number>(rules.length).fill(0);
  let signals = 0;
  for (const bits of blocked) {
    if (bits === 0) signals++;
    for (let k = 0; k < rules.length; k++) {
      const bit = rules[k].bit;
      if (bits === bit) alone[k]++;
      if ((bits & bit) !== 0) break;
      survivors[k]++;
    }
  }
  const most = Math.max(0, ...alone);
  return {
    bars: blocked.length,
    steps: rules.map(({ name }, k) => ({ rule: name, survivors: survivors[k], blocks_alone: alone[k] })),
    signals,
    tightest: most > 0 ? rules[alone.indexOf(most)].name : null,
  };
}

/** The names of the rules a bar fails, in order; empty at a signal. */
export function blockingRules({ rules, blocked }: SideRules, bar: number): readonly string[] {
  return rules.filter(({ bit }) => (blocked[bar] & bit) !== 0).map(({ name }) => name);
}
