import { once } from './once';
import { list, record, text, type Path } from './plain';
import type { Workload } from './workload';

/** A file that a job brings along. */
export interface DependencyFile {
  /** Name or URI. */
  readonly file: string;
  /** Where it stands. */
  readonly path: Path;
}

/** The lists of files of `deps`, each with the setting that it replaces. */
export const FILE_LISTS: Readonly<Record<string, string>> = {
  jars: 'spark.jars',
  files: 'spark.files',
  pyFiles: 'spark.submit.pyFiles',
  archives: 'spark.archives',
};

/** The other lists of `deps`, with their settings. */
export const PACKAGE_LISTS: Readonly<Record<string, string>> = {
  packages: 'spark.jars.packages',
  excludePackages: 'spark.jars.excludes',
  repositories: 'spark.jars.repositories',
};

/** Every file that is brought along beside the main file: those of `deps`, else those of the settings. */
export const dependencyFiles = once((app: Workload): readonly DependencyFile[] =>
  Object.entries(FILE_LISTS).flatMap(([field, key]) => listed(app, field, key)),
);

/** The entries of a list of `deps`, else those of the setting that it would replace. */
export function listed(app: Workload, field: string, key: string): DependencyFile[] {
  const given = list(record(app.spec.deps)[field]).flatMap((entry, index) =>
    entries(text(entry), [...app.path, 'deps', field, index]),
  );
  const setting = app.settings.get(key);
  return given.length > 0 || setting === undefined ? given : entries(setting.value, setting.path);
}

/** Spark joins the entries of a list by commas, and takes them apart again. */
function entries(value: string | undefined, path: Path): DependencyFile[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((file) => ({ file, path }));
}

/** The main file; undefined for what is no file, as the shell of a Connect server. */
export function mainFile({ spec, path }: Workload): DependencyFile | undefined {
  const file = text(spec.mainApplicationFile);
  return file === undefined || file === 'spark-internal'
    ? undefined
    : { file, path: [...path, 'mainApplicationFile'] };
}

/** What Spark makes of a main file: it decides by the suffix. */
export function language(file: string): 'Python' | 'R' | 'JVM' {
  if (file.endsWith('.py')) return 'Python';
  return /\.[rR]$/.test(file) ? 'R' : 'JVM';
}

/** A place as a URI names it. */
export interface Uri {
  /** In lower case; undefined for a path. */
  readonly scheme: string | undefined;
  /** What stands between two slashes and the path, user and port included; empty when there is none. */
  readonly host: string;
  /** From its first slash on, without a fragment. */
  readonly path: string;
}

/** Reads a URI as Java does: a scheme ends with the first colon. */
export function uri(value: string): Uri {
  const [, scheme, host = '', path = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^#]*)/.exec(
    value,
  )!;
  return { scheme: scheme?.toLowerCase(), host, path };
}

/** Jars and folders that a role has on its class path by settings, each as it stands. */
export function classPathEntries(app: Workload): DependencyFile[] {
  return ['driver', 'executor'].flatMap((role) => {
    const setting = app.settings.get(`spark.${role}.extraClassPath`);
    return (setting?.value.split(':') ?? []).map((file) => ({ file: file.trim(), path: setting!.path }));
  });
}
