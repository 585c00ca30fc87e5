import { ApiObject } from 'cdk8s';
import type { ManifestFile } from '../app/manifest-file';
import { isSet, type Manifest, nameOf, namespaceOf, record, text } from '../manifest/plain';

/** A file of a stage, and the objects in it. */
export interface Content {
  /** Path of the file below the output folder. */
  readonly path: string;
  /** Its objects. */
  readonly manifests: readonly Manifest[];
}

/** What is in a file. */
export function contentOf(file: ManifestFile): Content {
  const objects = file.node.findAll().filter((construct) => construct instanceof ApiObject);
  return { path: file.path, manifests: objects.map((object) => object.toJson() as Manifest) };
}

/** What must not be applied from Git: it would run again by itself, or cannot be applied. */
export function contentProblems({ path, manifests }: Content): string[] {
  return manifests.flatMap((manifest) =>
    objectProblems(manifest).map((problem) => `${described(manifest)} in ${path}: ${problem}`),
  );
}

/** Objects that two files have: whatever applies the one puts back what the other has changed. */
export function repetitions(files: readonly Content[]): string[] {
  const first = new Map<string, string>();
  return files.flatMap(({ path, manifests }) =>
    manifests.flatMap((manifest) => {
      const [group] = (text(manifest.apiVersion) ?? '').split('/');
      const key = JSON.stringify([group, manifest.kind, namespaceOf(manifest), nameOf(manifest)]);
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, path);
        return [];
      }
      return [
        `${described(manifest)} is in ${before} and in ${path}, and each would undo the other; give one another name`,
      ];
    }),
  );
}

function objectProblems(manifest: Manifest): string[] {
  const { timeToLiveSeconds, suspend } = record(manifest.spec);
  const isRun = manifest.kind === 'SparkApplication';
  const problems = [
    isRun && isSet(timeToLiveSeconds)
      ? 'timeToLiveSeconds is set; from Git the job would come back and run again each time its time to live has ended, so ' +
        'leave it out, or let a ScheduledSparkApplication or RunCronJob start its runs'
      : undefined,
    isRun && suspend === true
      ? 'suspend is true; a queue that resumes the job would be undone by the next sync, so leave it out'
      : undefined,
    isSet(record(manifest.metadata).generateName)
      ? 'it has a generateName, under which nothing can be applied; give it a name'
      : undefined,
  ];
  return problems.filter((problem) => problem !== undefined);
}

function described(manifest: Manifest): string {
  const namespace = namespaceOf(manifest);
  return `${text(manifest.kind) ?? 'object'} ${namespace === undefined ? '' : `${namespace}/`}${nameOf(manifest) ?? ''}`;
}
