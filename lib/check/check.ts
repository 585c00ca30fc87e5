import { findProblems, type Finding } from '../rules/engine';
import { RULES } from '../rules/all';
import { VALUES } from '../rules/rule';
import { isChartValues, mayBeChartValues } from '../chart/values';
import type { InputFile } from './collect';
import { readObjects, UnreadableError, type FileSubject } from './read';

/** A list of other files, which needs no kind: not to be taken for values of the chart. */
const KUSTOMIZATION = /(?:^|[\\/])kustomization\.ya?ml$/;

/** What `check` found. */
export interface CheckResult {
  /** Findings, in the order of the files and lines. */
  readonly findings: readonly Finding<FileSubject>[];
  /** Files that could not be checked, and why. */
  readonly unusable: readonly string[];
  /** Objects that were looked at. */
  readonly objects: number;
  /** Files that were read. */
  readonly files: number;
}

/**
 * Checks files as one set: a RoleBinding in one file, the application in another.
 *
 * @param files the manifests; values of the chart among them are releases
 * @param values a file with values of the chart
 * @param ignored ids of rules that are left out
 */
export function checkFiles(
  files: readonly InputFile[],
  values?: InputFile,
  ignored: ReadonlySet<string> = new Set(),
): CheckResult {
  const subjects: FileSubject[] = [];
  const unusable: string[] = [];
  const seen = new Set<string>();
  for (const input of [...(values === undefined ? [] : [values]), ...files]) {
    // A values file may stand in a folder that is checked as well.
    if (seen.has(input.file)) continue;
    seen.add(input.file);
    if (KUSTOMIZATION.test(input.file)) continue;
    try {
      for (const subject of readObjects(input.file, input.read())) {
        if (subject.kind !== VALUES) {
          if (input !== values) subjects.push(subject);
          else throw new UnreadableError(`${input.file}: a ${subject.kind}, not values of the chart`);
        } else if (input === values || isChartValues(subject.manifest)) subjects.push(subject);
        else if (input.named && mayBeChartValues(subject.manifest)) subjects.push(subject);
        else if (input.named) {
          throw new UnreadableError(
            `${input.file}:${subject.line([])}: neither a Kubernetes object (kind is missing) nor values of the Spark Operator chart`,
          );
        }
      }
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      unusable.push(error.message);
    }
  }
  const rules = RULES.filter(({ id }) => !ignored.has(id));
  return {
    findings: findProblems(subjects, { rules }),
    unusable,
    objects: subjects.length,
    files: seen.size,
  };
}

/**
 * Checks manifests given as texts, as one set.
 *
 * @param texts YAML, each of one or more documents
 * @throws UnreadableError for a text that is no YAML
 */
export function checkManifests(texts: readonly string[]): Finding<FileSubject>[] {
  const subjects = texts.flatMap((text, index) =>
    readObjects(`manifest ${index}`, new TextEncoder().encode(text)),
  );
  return findProblems(subjects, { rules: RULES });
}
