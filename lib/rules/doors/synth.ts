import { ApiObject, type App } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { Manifest } from '../../manifest/plain';
import { addValidation, appOf, followSynthesis } from '../../app/synthesis';
import { releaseOf } from '../../chart/released';
import { describe, findProblems, isError, type Finding, type Subject } from '../engine';
import { RULES } from '../all';
import { VALUES, type Rule } from '../rule';
import { choicesAbove, ownRulesIn } from './choices';
import { labelsRequiredAround } from './required';

/** An object of the app, with the construct that renders it. */
interface AppSubject extends Subject {
  readonly construct: IConstruct;
}

const registered = new WeakSet<App>();
const typed = new WeakSet<IConstruct>();
const warned = new WeakMap<App, Set<string>>();

/**
 * Lets the rules look at the whole app of this construct whenever it is synthesized: errors stop the synth, warnings
 * are printed once.
 */
export function registerRules(construct: Construct): void {
  typed.add(construct);
  watchApp(construct);
}

/** The same for an app of which nothing else may be typed. */
export function watchApp(construct: IConstruct): void {
  const app = appOf(construct);
  if (app === undefined || registered.has(app)) return;
  registered.add(app);
  followSynthesis(app);
  addValidation(app, () => validate(app));
}

function validate(app: App): string[] {
  const subjects = app.node.findAll().flatMap(subjectOf);
  const own = ownRulesIn(app);
  const isOwn = new Set(own);
  const constructs = new Map(subjects.map(({ manifest, construct }) => [manifest, construct]));
  const findings = findProblems(subjects, {
    rules: [...RULES, ...own],
    ...(own.length === 0
      ? {}
      : {
          applies: (rule, { construct }) =>
            !isOwn.has(rule) || choicesAbove(construct).some(({ rules }) => rules.includes(rule)),
        }),
    severity: severityOf,
    requiredLabels: (object) => {
      const construct = constructs.get(object);
      return construct === undefined ? [] : labelsRequiredAround(construct);
    },
  });
  const printed = warned.get(app) ?? new Set<string>();
  warned.set(app, printed);
  const errors = findings.filter(stops).map(report);
  for (const line of summarized(findings.filter((finding) => !stops(finding)))) {
    if (!printed.has(line)) console.warn(`warning: ${line}`);
    printed.add(line);
  }
  return errors.length === 0 ? [] : [[`${errors.length} found by the rules:`, ...errors].join('\n    ')];
}

/** The severity that the nearest scope of an object gives to a rule. */
function severityOf({ id }: Rule, { construct }: AppSubject): Finding['severity'] | undefined {
  return choicesAbove(construct)
    .find(({ severities }) => severities.has(id))
    ?.severities.get(id);
}

/** One line for each rule: the first finding, and how many there are beside it. */
function summarized(warnings: readonly Finding<AppSubject>[]): string[] {
  const rules = [...new Set(warnings.map(({ rule }) => rule))];
  return rules.map((broken) => {
    const [first, ...others] = warnings.filter(({ rule }) => rule === broken);
    return report(first!) + (others.length === 0 ? '' : ` (and ${others.length} more)`);
  });
}

/** What a typed application has beyond its schema was patched in on purpose; a strict app takes a warning for an error. */
function stops(finding: Finding<AppSubject>): boolean {
  const parent = finding.subject.construct.node.scope;
  const isPatched = finding.rule.patchable === true && parent !== undefined && typed.has(parent);
  if (isPatched) return false;
  return isError(finding) || choicesAbove(finding.subject.construct).some(({ isStrict }) => isStrict);
}

function subjectOf(construct: IConstruct): AppSubject[] {
  const release = releaseOf(construct);
  if (release !== undefined) return [{ kind: VALUES, manifest: release.values, release, construct }];
  if (!(construct instanceof ApiObject)) return [];
  const manifest = construct.toJson() as Manifest;
  return [{ kind: construct.kind, manifest, construct }];
}

function report(finding: Finding<AppSubject>): string {
  const { rule, subject, path, message, fix } = finding;
  return `${rule.id}: ${path} of ${describe(subject)} (${subject.construct.node.path}): ${message}; ${fix}`;
}
