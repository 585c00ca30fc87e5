import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A property of an interface, as its source says. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** What the docstring says before its tags. */
  readonly about: string;
  /** What stands behind `@default`. */
  readonly stated: string;
}

/** The interfaces in the files of a folder, by name, with what they inherit. */
export function interfacesIn(folder: string): ReadonlyMap<string, readonly Property[]> {
  const own = new Map<string, { readonly bases: readonly string[]; readonly properties: Property[] }>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) {
      if (!ts.isInterfaceDeclaration(statement)) continue;
      const bases =
        statement.heritageClauses?.flatMap(({ types }) => types.map((base) => base.getText())) ?? [];
      const properties = statement.members.filter(ts.isPropertySignature).map(property);
      own.set(statement.name.text, { bases, properties });
    }
  }
  const all = (name: string): Property[] => {
    const { bases, properties } = own.get(name) ?? { bases: [], properties: [] };
    return [...bases.flatMap(all), ...properties];
  };
  return new Map([...own.keys()].map((name) => [name, all(name)]));
}

function property(member: ts.PropertySignature): Property {
  const tags = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === 'default');
  return {
    name: member.name.getText(),
    type: member.type!.getText(),
    isRequired: member.questionToken === undefined,
    about: ts
      .getJSDocCommentsAndTags(member)
      .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
      .join(' '),
    stated: tags.map(({ comment }) => ts.getTextOfJSDocComment(comment)).join(' '),
  };
}

/** The value of a default such as `Duration.seconds(10)`, with the names that it uses. */
export function evaluated(text: string, names: Readonly<Record<string, unknown>>): unknown {
  const [statement] = ts.createSourceFile('default.ts', text, ts.ScriptTarget.Latest, true).statements;
  const value = (node: ts.Node): any => {
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isStringLiteral(node)) return node.text;
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (ts.isArrayLiteralExpression(node)) return node.elements.map(value);
    if (ts.isIdentifier(node) && node.text in names) return names[node.text];
    if (ts.isPropertyAccessExpression(node)) return value(node.expression)[node.name.text];
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      return value(expression)[name.text](...node.arguments.map(value));
    }
    throw new Error(`${text} is no default that can be read`);
  };
  return value((statement as ts.ExpressionStatement).expression);
}
