import { createRequire } from 'node:module';

interface Node {
  readonly kind: number;
  readonly name?: { getEnd(): number; readonly text: string };
  readonly objectAssignmentInitializer?: object;
}
interface TypeScript {
  readonly SyntaxKind: { readonly ShorthandPropertyAssignment: number };
  readonly ScriptTarget: { readonly Latest: number };
  createSourceFile(name: string, text: string, target: number, setParents: boolean): Node;
  forEachChild(node: Node, visit: (child: Node) => void): void;
}

/**
 * The source with `{ bars }` written `{ bars: bars }`, on the same lines. tslab 1.0.22 keeps variables of earlier cells on
 * an object and rewrites their uses, but overlooks this short form, so that it fails as "bars is not defined".
 */
export function expandShorthand(source: string): string {
  if (!source.includes('{')) return source;
  const typescript = loadTypeScript();
  const ends: { at: number; name: string }[] = [];
  const visit = (node: Node) => {
    const { kind, name, objectAssignmentInitializer } = node;
    const isShort = kind === typescript.SyntaxKind.ShorthandPropertyAssignment && !objectAssignmentInitializer;
    if (isShort && name) ends.push({ at: name.getEnd(), name: name.text });
    typescript.forEachChild(node, visit);
  };
  visit(typescript.createSourceFile('cell.ts', source, typescript.ScriptTarget.Latest, true));
  return ends.reduceRight((text, { at, name }) => `${text.slice(0, at)}: ${name}${text.slice(at)}`, source);
}

/** tslab's own: the project's compiler has no such functions. */
function loadTypeScript(): TypeScript {
  const load = createRequire(require.resolve('tslab/dist/converter.js'));
  return load('@tslab/typescript-for-tslab') as TypeScript;
}
