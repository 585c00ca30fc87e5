import { judge, type Acknowledgement, type Finding } from '../rules/engine';
import { RULES } from '../rules/all';
import { TEMPLATE, VALUES, type Rule, type Severity } from '../rules/rule';
import { isChartValues } from '../chart/values';
import type { InputFile } from './input';
import { readObjects, UnreadableError, type FileSubject } from './read';

/** A list of other files, which needs no kind: not to be taken for values of the chart. */
const KUSTOMIZATION = /(?:^|[\\/])kustomization\.ya?ml$/;

/** No set of manifests of people has more files. */
export const MOST_FILES = 20_000;
/** Nor more bytes. */
export const MOST_BYTES = 64 * 2 ** 20;

/** What `check` found. */
export interface CheckResult {
  /** Findings, in the order of the files and lines. */
  readonly findings: readonly Finding<FileSubject>[];
  /** Rules that objects silence, and what these would have said. */
  readonly acknowledged: readonly Acknowledgement<FileSubject>[];
  /** Files that could not be checked, and why. */
  readonly unreadable: readonly UnreadableError[];
  /** Objects that were looked at. */
  readonly subjects: readonly FileSubject[];
  /** Files that were read. */
  readonly files: number;
  /** Files that are neither manifests nor values of the chart: those of other charts, of Kustomize. */
  readonly others: readonly string[];
}

/** What is checked, and how. */
export interface CheckFilesOptions {
  /**
   * A file with values of the chart.
   * @default - values among the files
   */
  readonly values?: InputFile;
  /**
   * Ids of rules that are left out.
   * @default - none
   */
  readonly ignored?: ReadonlySet<string>;
  /**
   * False when manifests may not silence rules.
   * @default true
   */
  readonly acknowledgements?: boolean;
  /**
   * Version of the chart of releases that do not tell theirs.
   * @default - not known: what holds for any version is told
   */
  readonly chartVersion?: string;
  /**
   * Rules beside those of the library.
   * @default - none
   */
  readonly ownRules?: readonly Rule[];
  /**
   * Severities by rule.
   * @default - what the rules say
   */
  readonly severities?: ReadonlyMap<string, Severity>;
  /**
   * Rules whose findings are acknowledged in all objects, each with the reason.
   * @default - none
   */
  readonly reasons?: ReadonlyMap<string, string>;
}

/** What stands in files. */
export interface ReadFiles {
  /** Their objects, values of the chart among them. */
  readonly subjects: readonly FileSubject[];
  /** Files that could not be read, and why. */
  readonly unreadable: readonly UnreadableError[];
  /** Files that were read. */
  readonly files: number;
  /** Files that are neither manifests nor values of the chart. */
  readonly others: readonly string[];
  /** True where a kustomization stands among them, which may give namespaces. */
  readonly isKustomized: boolean;
}

/**
 * Reads files as one set.
 *
 * @param files the files
 * @param values one that has values of the chart
 */
export function readFiles(files: readonly InputFile[], values?: InputFile): ReadFiles {
  const subjects: FileSubject[] = [];
  const unreadable: UnreadableError[] = [];
  const others: string[] = [];
  /** Files that may have been meant for us, which matters where there is nothing else. */
  const strangers = new Map<string, UnreadableError>();
  const seen = new Set<string>();
  let bytes = 0;
  let isKustomized = false;
  for (const input of [...(values === undefined ? [] : [values]), ...files]) {
    // A values file may stand in a folder that is checked as well.
    if (seen.has(input.file)) continue;
    if (seen.size >= MOST_FILES || bytes > MOST_BYTES) {
      const most = `at most ${MOST_FILES} files and ${MOST_BYTES / 2 ** 20} MiB can be checked at once`;
      unreadable.push(new UnreadableError(input.file, `this file and those after it are left out: ${most}`));
      break;
    }
    seen.add(input.file);
    if (KUSTOMIZATION.test(input.file)) {
      isKustomized = true;
      others.push(input.file);
      continue;
    }
    try {
      const content = input.read();
      bytes += content.byteLength;
      const objects = readObjects(input.file, content, (error) => unreadable.push(error));
      const own = wanted(objects, input, input === values, (error) =>
        strangers.set(input.file, strangers.get(input.file) ?? error),
      );
      if (objects.length > 0 && own.length === 0) others.push(input.file);
      for (const subject of own) subjects.push(subject);
    } catch (error) {
      unreadable.push(
        error instanceof UnreadableError
          ? error
          : new UnreadableError(input.file, `cannot be read: ${String(error)}`),
      );
    }
  }
  if (subjects.length === 0) unreadable.push(...strangers.values());
  return { subjects, unreadable, files: seen.size, others, isKustomized };
}

/**
 * Checks files as one set: a RoleBinding in one file, the application in another.
 *
 * @param files the manifests; values of the chart among them are releases
 * @param options what else to look at, and what not
 */
export function checkFiles(
  files: readonly InputFile[],
  {
    values,
    ignored = new Set(),
    acknowledgements,
    chartVersion,
    ownRules = [],
    severities,
    reasons,
  }: CheckFilesOptions = {},
): CheckResult {
  const read = readFiles(files, values);
  const isLeftOut = (id: string): boolean =>
    ignored.has(id) || (read.isKustomized && id === 'namespace-unnamed');
  const rules = [...RULES, ...ownRules].filter(({ id }) => !isLeftOut(id));
  const judgement = judge(read.subjects, {
    rules,
    ...(acknowledgements === undefined ? {} : { acknowledgements }),
    ...(chartVersion === undefined ? {} : { chartVersion }),
    ...(severities === undefined ? {} : { severity: ({ id }) => severities.get(id) }),
    ...(reasons === undefined ? {} : { ignored: reasons }),
  });
  return { ...judgement, ...read };
}

/** The objects of a file that are to be checked; `leaveOut` is told of what is neither for us nor for others. */
function wanted(
  objects: readonly FileSubject[],
  { file, named }: InputFile,
  isValues: boolean,
  leaveOut: (error: UnreadableError) => void,
): FileSubject[] {
  return objects.filter(({ kind, manifest, within, line }) => {
    if (isValues && kind === VALUES) return true;
    if (isValues && kind !== TEMPLATE) {
      throw new UnreadableError(file, `a ${kind}, not values of the chart`);
    }
    if (kind !== VALUES || within !== undefined || isChartValues(manifest)) return true;
    if (!named) return false;
    const error = new UnreadableError(
      file,
      'neither a Kubernetes object (kind is missing) nor values of the Spark Operator chart',
      line([]),
    );
    if (['apiVersion', 'metadata', 'spec'].some((key) => Object.hasOwn(manifest, key))) throw error;
    if (!/values[^/\\]*$/i.test(file)) leaveOut(error);
    return false;
  });
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
  return judge(subjects, { rules: RULES }).findings;
}
