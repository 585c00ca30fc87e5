import type { IConstruct } from 'constructs';
import type { Rule, Severity } from '../rule';

/** What an app, or a part of it, wants of the rules. */
export interface Choices {
  /** Rules of its own. */
  readonly rules: Rule[];
  /** Other severities than those of the rules. */
  readonly severities: Map<string, Severity>;
  /** True where warnings stop the synth. */
  isStrict: boolean;
}

const all = new WeakMap<IConstruct, Choices>();

/** What a construct itself wants, to be added to. */
export function choicesOf(construct: IConstruct): Choices {
  let choices = all.get(construct);
  if (choices === undefined)
    all.set(construct, (choices = { rules: [], severities: new Map(), isStrict: false }));
  return choices;
}

/** What the scopes of a construct want, the nearest first. */
export function choicesAbove(construct: IConstruct): Choices[] {
  return construct.node.scopes.reverse().flatMap((scope) => all.get(scope) ?? []);
}

/** Rules that parts of a tree have added. */
export function ownRulesIn(root: IConstruct): Rule[] {
  return [...new Set(root.node.findAll().flatMap((construct) => all.get(construct)?.rules ?? []))];
}
