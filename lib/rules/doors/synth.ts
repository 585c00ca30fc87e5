import { ApiObject, App } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { Manifest } from '../../manifest/plain';
import { HelmValues } from '../../operator/helm-values';
import { ACKNOWLEDGED, describe, findProblems, isError, type Finding, type Subject } from '../engine';
import { RULES } from '../all';
import { VALUES } from '../rule';

/** An object of the app, with the construct that renders it. */
interface AppSubject extends Subject {
  readonly construct: IConstruct;
}

const registered = new WeakSet<App>();
const typed = new WeakSet<IConstruct>();
const synthesizing = new WeakMap<App, { errors?: string[] }>();
const warned = new WeakMap<App, Set<string>>();

/**
 * Lets the rules look at the whole app of this construct whenever it is synthesized: errors stop the synth, warnings
 * are printed once.
 */
export function registerRules(construct: Construct): void {
  typed.add(construct);
  const app = App.of(construct);
  if (!(app instanceof App) || registered.has(app)) return;
  registered.add(app);
  app.node.addValidation({ validate: () => verdict(app) });
  app.synth = onceJudged(app, app.synth.bind(app));
  app.synthYaml = onceJudged(app, app.synthYaml.bind(app));
}

/** cdk8s validates the whole app again for each chart that it synthesizes; nothing changes between these. */
function onceJudged<T>(app: App, synth: () => T): () => T {
  return () => {
    synthesizing.set(app, {});
    try {
      return synth();
    } finally {
      synthesizing.delete(app);
    }
  };
}

function verdict(app: App): string[] {
  const synth = synthesizing.get(app) ?? {};
  return (synth.errors ??= validate(app));
}

function validate(app: App): string[] {
  const subjects = app.node.findAll().flatMap(subjectOf);
  const findings = findProblems(subjects, { rules: RULES }).filter((finding) => !isAcknowledged(finding));
  const printed = warned.get(app) ?? new Set<string>();
  warned.set(app, printed);
  const errors = findings.filter(stops).map(report);
  for (const line of summarized(findings.filter((finding) => !stops(finding)))) {
    if (!printed.has(line)) console.warn(`warning: ${line}`);
    printed.add(line);
  }
  return errors.length === 0 ? [] : [[`${errors.length} found by the rules:`, ...errors].join('\n    ')];
}

/** One line for each rule: the first finding, and how many there are beside it. */
function summarized(warnings: readonly Finding<AppSubject>[]): string[] {
  const rules = [...new Set(warnings.map(({ rule }) => rule))];
  return rules.map((broken) => {
    const [first, ...others] = warnings.filter(({ rule }) => rule === broken);
    return report(first!) + (others.length === 0 ? '' : ` (and ${others.length} more)`);
  });
}

/** What a typed application has beyond its schema was patched in on purpose. */
function stops(finding: Finding<AppSubject>): boolean {
  const parent = finding.subject.construct.node.scope;
  const isPatched = finding.rule.patchable === true && parent !== undefined && typed.has(parent);
  return isError(finding) && !isPatched;
}

/** Of objects the engine sees it by itself. */
function isAcknowledged({ rule, subject: { construct } }: Finding<AppSubject>): boolean {
  return construct instanceof HelmValues && ACKNOWLEDGED + rule.id in construct.annotations;
}

function subjectOf(construct: IConstruct): AppSubject[] {
  if (construct instanceof HelmValues) {
    return [{ kind: VALUES, manifest: construct.values, construct }];
  }
  if (!(construct instanceof ApiObject)) return [];
  const manifest = construct.toJson() as Manifest;
  return [{ kind: construct.kind, manifest, construct }];
}

function report(finding: Finding<AppSubject>): string {
  const { rule, subject, path, message, fix } = finding;
  return `${rule.id}: ${path} of ${describe(subject)} (${subject.construct.node.path}): ${message}; ${fix}`;
}
