import { inWordsOfTwo, isChartOne } from '../../chart/chart-one';
import type { Release } from '../../chart/release';
import { nameOf, namespaceOf, type Path } from '../../manifest/plain';
import { RULES } from '../../rules/all';
import { describe, findProblems, type Finding, type Subject } from '../../rules/engine';
import { VALUES } from '../../rules/rule';
import type { FileSubject } from '../read';
import { accountRenamed } from './account-renamed';
import { asRelease, releasesIn, type FoundRelease } from './releases';
import { crdChanges, steps, type CrdChange } from './steps';
import { valueChanges, type ValueChange } from './value-changes';

/** What happens to a value of a release, and where it stands. */
export interface PlacedChange extends ValueChange {
  /** The object that has the value. */
  readonly subject: FileSubject;
  /** Where in the object, or where it would be. */
  readonly steps: Path;
}

/** What an upgrade or a roll back does to what stands in files. */
export interface Upgrade {
  /** Version that is left. */
  readonly from: string;
  /** Version that is gone to. */
  readonly to: string;
  /** What could not be taken into account. */
  readonly notes: readonly string[];
  /** Values that die, change or have another default. */
  readonly values: readonly PlacedChange[];
  /** What is wrong with objects beside the version that is gone to, and was right beside the one that is left. */
  readonly objects: readonly Finding<FileSubject>[];
  /** CRDs that are not the same. */
  readonly crds: readonly CrdChange[];
  /** What to do, in this order. */
  readonly steps: readonly string[];
}

/** As many values of a release are told. */
const MOST_CHANGES = 1_000;

/** Unknown keys are told as values that die. */
const TOLD_ELSEWHERE = new Set(['unknown-chart-value', 'image-tag-skew']);

/**
 * Compares what stands in files with two versions of the chart.
 *
 * @param subjects the objects of the files, values of the chart among them
 * @param from version that is left, or undefined to take that of the releases
 * @param to version that is gone to
 */
export function upgrade(subjects: readonly FileSubject[], from: string, to: string): Upgrade {
  const releases = subjects.flatMap(releasesIn);
  const changes = releases.map((found) => valueChanges(found.values, from, to));
  const values = releases.flatMap(({ subject, place }, index) =>
    changes[index]!.slice(0, MOST_CHANGES).map((change): PlacedChange => ({
      ...change,
      subject,
      steps: place(change.path),
    })),
  );
  const crds = crdChanges(from, to);
  const objects = newProblems(subjects, releases, from, to);
  const affected = objects
    .filter(({ subject }) => subject.kind !== VALUES)
    .map(({ subject }) => describe(subject));
  return {
    from,
    to,
    notes: [
      ...notes(releases),
      ...changes.flatMap(({ length }) =>
        length > MOST_CHANGES ? [`${length - MOST_CHANGES} more values of one release are left out`] : [],
      ),
    ],
    values,
    objects,
    crds,
    steps: steps({
      from,
      to,
      releases,
      crds,
      values: values.filter(({ change }) => change !== 'default').length,
      objects: [...new Set(affected)],
    }),
  };
}

/** What is wrong after, and was not before. */
function newProblems(
  subjects: readonly FileSubject[],
  releases: readonly FoundRelease[],
  from: string,
  to: string,
): Finding<FileSubject>[] {
  const [before, after] = [from, to].map((version) => judged(subjects, releases, version)) as [
    Judged,
    Judged,
  ];
  const known = new Set(before.findings.map(identity));
  const renamed = releases.flatMap((_, index) =>
    accountRenamed(subjects, before.releases[index]!, after.releases[index]!),
  );
  return [...after.findings.filter((finding) => !known.has(identity(finding))), ...renamed];
}

interface Judged {
  readonly releases: readonly Release[];
  readonly findings: readonly Finding<FileSubject>[];
}

/** What the rules say beside the operator of a version. */
function judged(subjects: readonly FileSubject[], found: readonly FoundRelease[], version: string): Judged {
  const isOne = isChartOne(version);
  const releases = found.map((release) =>
    asRelease(release, isOne ? inWordsOfTwo(release.values, version, release.name) : release.values, version),
  );
  const objects = subjects.filter(({ kind }) => kind !== VALUES);
  const values = found.map(({ subject }, index): FileSubject => {
    const release = releases[index]!;
    return { ...subject, kind: VALUES, manifest: release.values, release };
  });
  const all = findProblems<FileSubject & Subject>([...values, ...objects], {
    rules: RULES,
    chartVersion: version,
  });
  const findings = all.flatMap((finding): Finding<FileSubject>[] => {
    const index = values.indexOf(finding.subject);
    if (index < 0) return [finding];
    if (isOne || TOLD_ELSEWHERE.has(finding.rule.id)) return [];
    const { subject, place } = found[index]!;
    return [{ ...finding, subject: { ...subject, kind: VALUES }, steps: place(finding.steps) }];
  });
  return { releases, findings };
}

function identity({ rule, subject, path }: Finding<FileSubject>): string {
  return JSON.stringify([
    rule.id,
    subject.file,
    subject.kind,
    namespaceOf(subject.manifest),
    nameOf(subject.manifest),
    path,
  ]);
}

function notes(releases: readonly FoundRelease[]): string[] {
  const parts = releases.filter(({ isPart }) => isPart).map(({ subject }) => describe(subject));
  return [
    ...(releases.length === 0
      ? ['there are no values of the chart among the files: only what holds for any values is told']
      : []),
    ...releases.flatMap(({ subject, unread }) =>
      unread === undefined ? [] : [`the values of ${describe(subject)} cannot be read: ${unread}`],
    ),
    ...parts.map(
      (name) => `${name} takes more values from elsewhere (valuesFrom, valueFiles), which are not looked at`,
    ),
  ];
}
