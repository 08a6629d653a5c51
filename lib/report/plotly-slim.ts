import { keptScript, type PlotlyScript, plotlyScript } from './plotly-script.js';

/** Kinds of traces that cost little; `scatter` is part of the library's core. */
const LIGHT_KINDS = ['bar', 'box', 'candlestick', 'heatmap', 'histogram', 'indicator'];
/** A third of the library is maps, which no market needs. */
const MAPS = ['choropleth', 'choroplethmap', 'densitymap', 'scattergeo', 'scattermap'];

/** Where plotly.js-dist's one function begins and ends, and what its last module lists: traces, then components. */
const OPENING = 'var Plotly = (() => {';
const CONTENTS = '  var require_index = __commonJS({';
const COMPONENTS = '// components';
const CORE = 'require_core2()';

/**
 * The chart library without the kinds of traces that `kinds` does not name: 0.5 MB as gzip in base64 for `scatter` alone.
 * The whole library where a kind is none of the light ones. For pages.
 */
export function slimPlotlyScript(kinds: readonly string[]): PlotlyScript {
  const wanted = [...new Set(kinds)].filter((kind) => kind !== 'scatter').sort();
  if (!wanted.every((kind) => LIGHT_KINDS.includes(kind))) return plotlyScript();
  return scriptOf(['plotly-slim', ...wanted].join('-'), (kind) => wanted.includes(kind));
}

/** The chart library without maps: 1.2 MB as gzip in base64. For notebooks, where a later cell may want any other kind. */
export function maplessPlotlyScript(): PlotlyScript {
  return scriptOf('plotly-mapless', (kind) => !MAPS.includes(kind));
}

function scriptOf(name: string, isWanted: (kind: string) => boolean): PlotlyScript {
  return keptScript(name, (original, { transformSync }) => {
    const script = registering(original, isWanted);
    if (script === undefined) return plotlyScript().source;
    const options = {
      minify: true,
      target: 'es2020',
      treeShaking: true,
      format: 'iife',
      legalComments: 'none',
    } as const;
    return transformSync(script, options).code;
  });
}

/**
 * The library's modules, told to the bundler as free of side effects, and the wanted kinds: what these do not need is
 * dropped. Undefined when plotly.js-dist is built in another way than it was in 4.1.
 */
function registering(original: string, isWanted: (kind: string) => boolean): string | undefined {
  const start = original.indexOf(OPENING);
  const end = original.indexOf(CONTENTS);
  const contents = original.slice(end, original.indexOf(COMPONENTS, end));
  const kinds = Array.from(contents.matchAll(/(require_([a-z0-9]*?[a-z]d?)\d\(\)),/g), ([, call, kind]) => ({
    call,
    kind,
  }));
  if (start < 0 || end < start || !contents.includes(CORE) || kinds.length < LIGHT_KINDS.length) return undefined;
  const modules = original
    .slice(start + OPENING.length, end)
    .replace(/= __(commonJS|esm)\(/g, '= /* @__PURE__ */ __$1(');
  const calls = kinds.filter(({ kind }) => isWanted(kind)).map(({ call }) => call);
  return `${modules}
const core = ${CORE};
core.register([${calls.join(', ')}]);
window.Plotly = core;`;
}
