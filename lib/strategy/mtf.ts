import { columns1h, columns5m, columns15m, type MtfResult, signalColumns } from './mtf-columns.js';
import { explainMtfSignal } from './mtf-explain.js';
import { computeFrames } from './mtf-frame.js';
import { MTF_NAME, MTF_PARAMETERS } from './mtf-parameters.js';
import { allocateVerdicts, judge, rulebookOf, type Verdicts } from './mtf-rules.js';
import { mtfSignals } from './mtf-signals.js';
import { mtfStream } from './mtf-stream.js';
import { defineStrategy } from './strategy.js';
import { Workspace } from './workspace.js';

/** The built-in strategy: fair value gaps on 5m, with trend from 1h, momentum from 15m, volume and volume profile. */
export const mtfStrategy = defineStrategy({
  name: MTF_NAME,
  parameters: MTF_PARAMETERS,
  compute(market, parameters, workspace = new Workspace()): MtfResult {
    const { base } = market;
    const length = base.time.length;
    const frames = computeFrames(market, parameters, workspace);
    const verdicts = workspace.keep('verdicts', [Symbol('always')], (former?: Verdicts) => {
      const out = former?.side.length === length ? former : allocateVerdicts(length);
      for (let i = 0; i < length; i++) judge(base, frames.m5, parameters, i, out);
      return out;
    }).value;
    return {
      signals: signalColumns(frames.m5, verdicts),
      columns: columns5m(base, frames.m5, verdicts),
      columns15m: columns15m(market, frames),
      columns1h: columns1h(market, frames),
      rulebook: rulebookOf(parameters, verdicts),
      gaps: frames.m5.ledger,
    };
  },
  signals: (market, parameters, workspace = new Workspace()) => mtfSignals(market, parameters, workspace),
  stream: (parameters, baseStep, from) => mtfStream(parameters, baseStep, from),
  explainSignal: explainMtfSignal,
});
