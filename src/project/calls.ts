import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** A call of `hubspot.serverless` or `hubspot.fetch` found in source. */
export interface HubSpotCall {
  readonly method: 'serverless' | 'fetch';
  /** The function's name or the address; null where it is not written out. */
  readonly target: string | null;
  /** Path below the repository and line, as an editor takes it. */
  readonly at: string;
}

/** Every such call in the given modules. A name put together at run time cannot be checked, so it comes back as null. */
export async function findHubSpotCalls(root: string, modules: readonly string[]): Promise<HubSpotCall[]> {
  const calls = await Promise.all(
    modules
      .filter((module) => /\.tsx?$/.test(module))
      .map(async (module) => callsIn(module, await readFile(path.join(root, module), 'utf8'))),
  );
  return calls.flat();
}

function callsIn(module: string, text: string): HubSpotCall[] {
  if (!/\bhubspot\b/.test(text) || !/\b(serverless|fetch)\b/.test(text)) return [];
  const source = ts.createSourceFile(module, text, ts.ScriptTarget.Latest);
  const calls: HubSpotCall[] = [];
  const visit = (node: ts.Node): void => {
    const method = ts.isCallExpression(node) ? methodOf(node.expression) : undefined;
    if (method && ts.isCallExpression(node)) {
      const [target] = node.arguments;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      calls.push({
        method,
        target: target && ts.isStringLiteralLike(target) ? target.text : null,
        at: `${module}:${line + 1}`,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

function methodOf(callee: ts.Expression): HubSpotCall['method'] | undefined {
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  if (callee.expression.text !== 'hubspot') return undefined;
  const name = callee.name.text;
  return name === 'serverless' || name === 'fetch' ? name : undefined;
}
