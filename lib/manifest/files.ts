import { list, record, type Path } from './plain';
import type { Workload } from './workload';

/** A file that a job brings along. */
export interface DependencyFile {
  /** Name or URL. */
  readonly file: string;
  /** Where it stands. */
  readonly path: Path;
}

/** Entries of the file lists of `deps`. */
export function dependencyFiles({ spec, path }: Workload): DependencyFile[] {
  const deps = record(spec.deps);
  return ['jars', 'files', 'pyFiles', 'archives'].flatMap((name) =>
    list(deps[name]).flatMap((file, index) =>
      typeof file === 'string' ? [{ file, path: [...path, 'deps', name, index] }] : [],
    ),
  );
}

/** What Spark makes of a main file: it decides by the suffix. */
export function language(file: string): 'Python' | 'R' | 'JVM' {
  if (file.endsWith('.py')) return 'Python';
  return /\.[rR]$/.test(file) ? 'R' : 'JVM';
}
