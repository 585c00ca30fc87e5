import { Release } from '../chart/release';
import { Facts } from './facts';
import {
  formatPath,
  type Manifest,
  nameOf,
  namespaceOf,
  type Path,
  record,
  text,
  valueAt,
} from '../manifest/plain';
import { WORKLOADS } from '../manifest/workload';
import { HIDDEN } from '../text/redact';
import { VALUES, type Problem, type Rule } from './rule';

/** An object to check. */
export interface Subject {
  /** Kind of the object, or `values` for values of the Spark Operator chart. */
  readonly kind: string;
  /** The object itself. */
  readonly manifest: Manifest;
  /**
   * The file in which it stands.
   * @default - one for all objects
   */
  readonly file?: string;
  /**
   * The release whose values these are, with the rules that are acknowledged for it.
   * @default - one of which nothing else is known, where these are values
   */
  readonly release?: Release;
}

/** One problem of one object. */
export interface Finding<S extends Subject = Subject> {
  /** The rule that it breaks. */
  readonly rule: Rule;
  /** The object. */
  readonly subject: S;
  /** The property, as `spec.driver.env[3].value`. */
  readonly path: string;
  /** The same path, step by step. */
  readonly steps: Path;
  /** The offending value; undefined when the property is missing. A credential is hidden. */
  readonly value: unknown;
  /** What is wrong with it. */
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
  /** The credentials that no output may show. */
  readonly secrets?: readonly string[];
}

/** What the engine needs beside the objects. */
export interface CheckOptions {
  /** The rules, in any order: general ones speak after particular ones. */
  readonly rules: readonly Rule[];
}

/** Annotation that silences a rule for one object; its value is the reason. */
export const ACKNOWLEDGED = 'cdk8s-spark-operator/acknowledged-';

/** All findings about a set of objects that belong together, in the order of the objects and the rules. */
export function findProblems<S extends Subject>(
  subjects: readonly S[],
  { rules }: CheckOptions,
): Finding<S>[] {
  const facts = new Facts(
    subjects.filter(({ kind }) => kind !== VALUES).map(({ manifest }) => manifest),
    subjects.flatMap(({ kind, manifest, release }) =>
      kind === VALUES ? [release ?? new Release({ values: manifest })] : [],
    ),
    repeated(subjects),
  );
  const concerning = new Map<string, readonly Rule[]>();
  return subjects.flatMap((subject) => {
    const kind = kindOf(subject);
    if (!concerning.has(kind))
      concerning.set(kind, lastGeneral(rules.filter((rule) => concerns(rule, kind))));
    const silenced = acknowledged(subject);
    const findings: Finding<S>[] = [];
    const meant: Path[] = [];
    for (const rule of concerning.get(kind)!) {
      if (silenced.has(rule.id)) continue;
      for (const problem of rule.check(subject.manifest, facts)) {
        if (rule.general === true) {
          const near = findings.filter(({ steps }) => related(steps, problem.path));
          if (near.some((other) => isError(other) || rule.severity === 'warning')) continue;
          for (const warning of near) findings.splice(findings.indexOf(warning), 1);
        }
        findings.push(finding(rule, subject, problem));
        if (problem.meant !== undefined) meant.push(problem.meant);
      }
    }
    return meant.length === 0
      ? findings
      : findings.filter(
          ({ steps }) => !meant.some((path) => path.length <= steps.length && related(path, steps)),
        );
  });
}

/** Objects with the kind and name of an earlier one of their file. */
function repeated(subjects: readonly Subject[]): ReadonlySet<Manifest> {
  const seen = new Set<string>();
  const result = new Set<Manifest>();
  for (const subject of subjects) {
    if (nameOf(subject.manifest) === undefined) continue;
    const identity = `${subject.file ?? ''} ${describe(subject)}`;
    if (seen.has(identity)) result.add(subject.manifest);
    seen.add(identity);
  }
  return result;
}

/** True for a finding that stops a synth. */
export function isError({ rule }: Finding): boolean {
  return rule.severity === 'error';
}

/** The object as people call it: `SparkApplication data/etl`. */
export function describe(subject: Subject): string {
  if (subject.kind === VALUES) return 'values of the Spark Operator chart';
  const namespace = namespaceOf(subject.manifest);
  const name = nameOf(subject.manifest) ?? '(without name)';
  return `${subject.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Kind for which rules are written; another operator may have kinds of the same name: the group decides. */
function kindOf({ kind, manifest }: Subject): string {
  const version = text(manifest.apiVersion);
  const isForeign =
    WORKLOADS.some((own) => own === kind) &&
    version?.includes('/') === true &&
    !version.startsWith('sparkoperator.k8s.io/');
  return isForeign ? '' : kind;
}

/** Particular rules before general ones, which are silent where a particular one has spoken. */
function lastGeneral(rules: readonly Rule[]): readonly Rule[] {
  const isGeneral = (rule: Rule) => rule.general === true;
  return [...rules.filter((rule) => !isGeneral(rule)), ...rules.filter(isGeneral)];
}

function concerns({ kinds }: Rule, kind: string): boolean {
  return kinds.includes(kind) || (kinds.includes('*') && kind !== VALUES);
}

/** Ids of the rules that are silenced for an object, or for the values of a release, with a reason. */
function acknowledged({ manifest, release }: Subject): ReadonlySet<string> {
  if (release !== undefined) return new Set(Object.keys(release.acknowledged));
  const reasons = Object.entries(record(record(manifest.metadata).annotations)).filter(
    ([key, reason]) => key.startsWith(ACKNOWLEDGED) && typeof reason === 'string' && reason.trim() !== '',
  );
  return new Set(reasons.map(([key]) => key.slice(ACKNOWLEDGED.length)));
}

function finding<S extends Subject>(rule: Rule, subject: S, problem: Problem): Finding<S> {
  const value = valueAt(subject.manifest, problem.path);
  return {
    rule,
    subject,
    path: formatPath(problem.path),
    steps: problem.path,
    value: problem.secret === true ? HIDDEN : value,
    message: problem.message,
    fix: problem.fix ?? rule.fix,
    ...(problem.secret === true ? { secrets: texts(value) } : {}),
  };
}

/** All texts in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

function related(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, index) => step === b[index]);
}
