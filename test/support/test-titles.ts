import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A test as its file says it: what it is called, and everything written in it. */
export interface NamedTest {
  readonly file: string;
  /** Its own title after those it stands in; of a table, with what the row says in the title's places. */
  readonly title: string;
  /** Its source; of a table, that of its row too. */
  readonly text: string;
}

/** Every test of a folder, read from the sources: nothing is run. */
export function testsIn(folder: string): readonly NamedTest[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => testsOf(path.join(folder, name)));
}

function testsOf(file: string): readonly NamedTest[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const tests: NamedTest[] = [];
  visit(source, { titles: [], names: new Map(), cells: '' });
  return tests;

  function visit(node: ts.Node, at: Place): void {
    if (ts.isForOfStatement(node)) {
      for (const place of placesOf(node, at)) visit(node.statement, place);
      return;
    }
    const found = ts.isCallExpression(node) ? calledTest(node) : undefined;
    if (found === undefined) {
      ts.forEachChild(node, (child) => visit(child, at));
      return;
    }
    for (const row of found.rows) {
      const titles = [...at.titles, filled(written(found.title, at.names), row)];
      const cells = `${at.cells} ${row.map((cell) => cell.getText()).join(', ')}`;
      if (found.kind === 'describe') ts.forEachChild(found.body, (child) => visit(child, { ...at, titles, cells }));
      else tests.push({ file, title: titles.join(' > '), text: `${cells} ${found.body.getText()}` });
    }
  }
}

/** Where a test stands: under which titles, and in which row of a table. */
interface Place {
  readonly titles: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly cells: string;
}

/** `for (const [rule, what] of CASES)`: once for each row. */
function placesOf({ initializer, expression }: ts.ForOfStatement, at: Place): readonly Place[] {
  const declared = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0]?.name : undefined;
  const rows = rowsOf(expression).map(cellsOf);
  if (declared === undefined || !ts.isArrayBindingPattern(declared) || rows.length === 0) return [at];
  return rows.map((row) => {
    const names = new Map(at.names);
    declared.elements.forEach((element, i) => {
      const cell = row[i];
      if (ts.isBindingElement(element) && cell !== undefined) names.set(element.name.getText(), textOf(cell));
    });
    return { ...at, names, cells: `${at.cells} ${row.map((cell) => cell.getText()).join(', ')}` };
  });
}

/** A title with the constants of the row in place. */
function written(title: ts.Expression, names: ReadonlyMap<string, string>): string {
  if (!ts.isTemplateExpression(title)) return textOf(title);
  const spans = title.templateSpans.map(({ expression, literal }) => {
    const text = expression.getText();
    return `${names.get(text) ?? text}${literal.text}`;
  });
  return title.head.text + spans.join('');
}

interface Called {
  readonly kind: 'describe' | 'test';
  readonly title: ts.Expression;
  /** Cells of each row of a table; one row without cells where there is none. */
  readonly rows: readonly (readonly ts.Expression[])[];
  readonly body: ts.Node;
}

/** `it(title, body)`, `it.each(table)(title, body)`, and the same of `describe`, `test` and of functions such as `law(title, body)`. */
function calledTest(call: ts.CallExpression): Called | undefined {
  const [title, body] = call.arguments;
  if (title === undefined || body === undefined || !isText(title)) return undefined;
  const callee = call.expression;
  const table = ts.isCallExpression(callee) ? callee.arguments[0] : undefined;
  const name = (ts.isCallExpression(callee) ? callee.expression : callee).getText();
  const [, word, each] = /^(describe|it|test|law|property)(\.each|\.concurrent|\.sequential)?$/.exec(name) ?? [];
  if (word === undefined || (each === '.each') !== (table !== undefined)) return undefined;
  const found = table === undefined ? [] : rowsOf(table).map(cellsOf);
  // A table that is worked out elsewhere is not known here: its tests count once, with the places left open.
  const rows = found.length === 0 ? [[]] : found;
  return { kind: word === 'describe' ? 'describe' : 'test', title, rows, body };
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}

/** The rows of a table, written there or as a constant of the same file. */
function rowsOf(table: ts.Expression): readonly ts.Expression[] {
  if (ts.isAsExpression(table) || ts.isSatisfiesExpression(table) || ts.isParenthesizedExpression(table))
    return rowsOf(table.expression);
  if (ts.isArrayLiteralExpression(table)) return table.elements;
  if (!ts.isIdentifier(table)) return [];
  for (const statement of table.getSourceFile().statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer !== undefined && name.getText() === table.text) return rowsOf(initializer);
  }
  return [];
}

function cellsOf(row: ts.Expression): readonly ts.Expression[] {
  return ts.isArrayLiteralExpression(row) ? row.elements : [row];
}

/** `%s` and the like take the cells in turn. */
function filled(title: string, row: readonly ts.Expression[]): string {
  let next = 0;
  return title.replaceAll(/%[sdifjo]/g, (place) => {
    const cell = row[next];
    next += 1;
    return cell === undefined ? place : textOf(cell);
  });
}
