import type { IConstruct } from 'constructs';
import type { RequiredLabel } from '../facts';

const required = new WeakMap<IConstruct, string[]>();

/** Lets the rules ask for labels of the applications in a scope. */
export function requireLabels(scope: IConstruct, keys: readonly string[]): void {
  required.set(scope, [...(required.get(scope) ?? []), ...keys]);
}

/** The labels that the scopes around a construct ask for, the innermost first. */
export function labelsRequiredAround(construct: IConstruct): RequiredLabel[] {
  return construct.node.scopes.reverse().flatMap((scope) => {
    const by = scope.node.path === '' ? 'the app' : scope.node.path;
    return (required.get(scope) ?? []).map((key) => ({ key, by }));
  });
}
