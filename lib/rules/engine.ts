import gte from 'semver/functions/gte';
import lt from 'semver/functions/lt';
import { Release } from '../chart/release';
import type { Finding, RelatedPlace, Subject } from './finding';
import { Found } from './found';
import { Facts, type RequiredLabel } from './facts';
import { clusterOf } from '../chart/carried';
import { grouped, onceFor } from '../manifest/once';
import { formatPath, type Manifest, nameOf, namespaceOf, type Path, record, text } from '../manifest/plain';
import { WORKLOADS } from '../manifest/workload';
import { TEMPLATE, VALUES, type Rule, type Severity } from './rule';
import { toldOnce } from './told-once';

export type { Finding, RelatedPlace, Subject };

/** A rule that is silenced for an object, and what it would have said. */
export interface Acknowledgement<S extends Subject = Subject> {
  /** The rule. */
  readonly rule: Rule;
  /** The object. */
  readonly subject: S;
  /** Why. */
  readonly reason: string;
  /** Who says so: the object, or who asks. */
  readonly by: 'object' | 'configuration';
  /** What the rule has found. */
  readonly findings: readonly Finding<S>[];
}

/** What the rules have to say of a set of objects. */
export interface Judgement<S extends Subject = Subject> {
  /** In the order of the objects and the rules. */
  readonly findings: Finding<S>[];
  /** In the order of the objects. */
  readonly acknowledged: Acknowledgement<S>[];
}

/** What the engine needs beside the objects. */
export interface CheckOptions<S extends Subject = Subject> {
  /** The rules, in any order: general ones speak after particular ones. */
  readonly rules: readonly Rule[];
  /**
   * False when the objects may not silence rules.
   * @default true
   */
  readonly acknowledgements?: boolean;
  /**
   * Version of the chart where no release says its own.
   * @default - not known
   */
  readonly chartVersion?: string;
  /**
   * Labels that an object must have, beside those that its namespace asks for.
   * @default - none
   */
  readonly requiredLabels?: (object: Manifest) => readonly RequiredLabel[];
  /**
   * False for a rule that is not for an object.
   * @default - a rule is for all objects of its kinds
   */
  readonly applies?: (rule: Rule, subject: S) => boolean;
  /**
   * The severity of what a rule finds in an object.
   * @default - what the rule says
   */
  readonly severity?: (rule: Rule, subject: S) => Severity | undefined;
  /**
   * Rules that are silenced for all objects, each with the reason.
   * @default - none
   */
  readonly ignored?: ReadonlyMap<string, string>;
}

/** Annotation that silences a rule for one object; its value is the reason. */
export const ACKNOWLEDGED = 'cdk8s-spark-operator/acknowledged-';

/** A rule looks at as many objects one after the other: it takes half the time when its code is still at hand. */
const IN_A_ROW = 32;

/** One object while the rules look at it. */
interface Look<S extends Subject> {
  readonly subject: S;
  readonly rules: readonly Rule[];
  readonly silenced: ReadonlyMap<string, string>;
  readonly found: Found<S>;
  readonly acknowledged: Acknowledgement<S>[];
}

/** All findings about a set of objects that belong together, in the order of the objects and the rules. */
export function findProblems<S extends Subject>(
  subjects: readonly S[],
  options: CheckOptions<S>,
): Finding<S>[] {
  return judge(subjects, options).findings;
}

/** The same, with the rules that the objects silence. */
export function judge<S extends Subject>(
  subjects: readonly S[],
  {
    rules,
    acknowledgements = true,
    chartVersion,
    applies,
    severity,
    ignored = new Map(),
    requiredLabels,
  }: CheckOptions<S>,
): Judgement<S> {
  const facts = new Facts(
    subjects.filter(({ kind }) => kind !== VALUES).map(({ manifest }) => manifest),
    subjects.flatMap(({ kind, manifest, release }) =>
      kind === VALUES ? [release ?? new Release({ values: manifest })] : [],
    ),
    repeated(subjects),
    chartVersion,
    places(subjects),
    requiredLabels,
  );
  const concerning = onceFor((kind) => lastGeneral(rules.filter((rule) => concerns(rule, kind))));
  let byObject: ReadonlyMap<Manifest, S> | undefined;
  const subjectOf = (object: Manifest): S | undefined => {
    byObject ??= new Map(subjects.map((subject) => [subject.release?.values ?? subject.manifest, subject]));
    return byObject.get(object);
  };
  const begin = (subject: S): Look<S> => ({
    subject,
    rules: concerning(kindOf(subject)),
    silenced: acknowledgements ? reasons(subject) : new Map<string, string>(),
    found: new Found<S>(subjectOf),
    acknowledged: [],
  });
  const isFor = (rule: Rule, subject: S): boolean =>
    holds(rule, subject, facts) && !isFilledIn(rule, subject) && applies?.(rule, subject) !== false;
  const silently = (rule: Rule, { subject, silenced, found, acknowledged: silent }: Look<S>): void => {
    const own = silenced.get(rule.id);
    const reason = own ?? ignored.get(rule.id);
    if (reason === undefined) {
      found.look(rule, subject, facts);
      return;
    }
    const hidden = new Found<S>(subjectOf);
    hidden.look(rule, subject, facts);
    const unsaid = hidden.all().map((finding) => within(finding));
    const by = own === undefined ? 'configuration' : 'object';
    if (by === 'object' || unsaid.length > 0) silent.push({ rule, subject, reason, by, findings: unsaid });
  };
  const findings: Finding<S>[] = [];
  const acknowledged: Acknowledgement<S>[] = [];
  const asked = subjects.filter(({ release }) => release?.existing !== true);
  for (let start = 0; start < asked.length; start += IN_A_ROW) {
    const looks = asked.slice(start, start + IN_A_ROW).map(begin);
    for (const [alike, ofThem] of grouped(looks, (one) => [one.rules])) {
      for (const rule of alike) {
        for (const one of ofThem) {
          if (!isFor(rule, one.subject)) continue;
          if (one.silenced.size + ignored.size > 0) silently(rule, one);
          else one.found.look(rule, one.subject, facts);
        }
      }
    }
    for (const { subject, found, acknowledged: silent } of looks) {
      for (const finding of found.all()) {
        const given = severity?.(finding.rule, subject);
        findings.push(within(given === undefined ? finding : { ...finding, severity: given }));
      }
      for (const one of silent) acknowledged.push(one);
    }
  }
  const looked = ({ rule }: Finding<S>) =>
    subjects.filter((subject) => concerning(kindOf(subject)).includes(rule)).length;
  return { findings: toldOnce(findings, looked), acknowledged };
}

/** What stands in a template of a workflow has placeholders that the workflow fills in. */
function isFilledIn({ speaksOf }: Rule, { within: outer, release }: Subject): boolean {
  return speaksOf === 'placeholders' && outer !== undefined && release === undefined;
}

/** A finding about a part as one about the object in which they stand. */
function within<S extends Subject>(finding: Finding<S>): Finding<S> {
  const related = finding.related?.map((place) => ({ ...place, ...outer(place) }));
  const { subject, steps } = outer(finding);
  if (subject === finding.subject && related === undefined) return finding;
  return {
    ...finding,
    subject,
    steps,
    path: formatPath(steps),
    ...(related === undefined ? {} : { related }),
  };
}

/** A place in a part as one in the object in which it stands. */
function outer<S extends Subject>({ subject, steps }: { readonly subject: S; readonly steps: Path }) {
  if (subject.within === undefined) return { subject, steps };
  return { subject: subject.within.subject as S, steps: subject.within.place(steps) };
}

/** The file and the cluster of each release that has both. */
function places(subjects: readonly Subject[]): ReadonlyMap<Release, string> {
  return new Map(
    subjects.flatMap(({ release, file, within: outer }) =>
      release === undefined || file === undefined || outer === undefined
        ? []
        : [[release, JSON.stringify([file, clusterOf(outer.subject.manifest)])] as const],
    ),
  );
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
export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** The object as people call it: `SparkApplication data/etl`. */
export function describe(subject: Subject): string {
  if (subject.kind === VALUES) return 'values of the Spark Operator chart';
  if (subject.kind === TEMPLATE) return 'template';
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
  return kinds.includes(kind) || (kinds.includes('*') && kind !== VALUES && kind !== TEMPLATE);
}

/** True for an operator of the versions of the rule, or for one that is not known if the rule holds for the newest. */
function holds({ since, until }: Rule, { kind, manifest }: Subject, facts: Facts): boolean {
  if (since === undefined && until === undefined) return true;
  const versions =
    kind === VALUES ? [facts.chartVersion(manifest)] : facts.chartVersions(namespaceOf(manifest));
  if (versions.length === 0) return until === undefined;
  return versions.some((version) =>
    version === undefined
      ? until === undefined
      : (since === undefined || gte(version, since)) && (until === undefined || lt(version, until)),
  );
}

/** The rules that are silenced for an object, or for the values of a release, each with its reason. */
function reasons({ manifest, release, within: outer }: Subject): ReadonlyMap<string, string> {
  if (outer !== undefined && release !== undefined) return reasons(outer.subject);
  if (outer !== undefined) return new Map([...reasons(outer.subject), ...reasons({ kind: '', manifest })]);
  if (release !== undefined) return new Map(Object.entries(release.acknowledged));
  const result = new Map<string, string>();
  for (const [key, reason] of Object.entries(record(record(manifest.metadata).annotations))) {
    if (key.startsWith(ACKNOWLEDGED) && typeof reason === 'string' && reason.trim() !== '') {
      result.set(key.slice(ACKNOWLEDGED.length), reason);
    }
  }
  return result;
}
