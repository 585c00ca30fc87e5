import { once } from './once';
import { list, record, text, type Path } from './plain';
import type { Workload } from './workload';

/** A Maven package of a job. */
export interface Package {
  /** Group of its coordinate. */
  readonly group: string;
  /** Artifact of its coordinate. */
  readonly artifact: string;
  /** Version of its coordinate. */
  readonly version: string;
  /** Scala build of the artifact, `2.12` of `..._2.12`. */
  readonly scala: string | undefined;
  /** Where it stands. */
  readonly path: Path;
}

/** Maven coordinates of deps.packages and spark.jars.packages. */
export const packages = once(({ spec, path, settings }: Workload): readonly Package[] => {
  const setting = settings.get('spark.jars.packages');
  return [
    ...list(record(spec.deps).packages).map((coordinate, index) => ({
      coordinate: text(coordinate) ?? '',
      path: [...path, 'deps', 'packages', index] as Path,
    })),
    ...(setting?.value.split(',') ?? []).map((coordinate) => ({
      coordinate: coordinate.trim(),
      path: setting!.path,
    })),
  ].flatMap(({ coordinate, path: place }) => {
    const [group, artifact, version] = coordinate.split(':');
    return group === undefined || artifact === undefined || version === undefined
      ? []
      : [{ group, artifact, version, scala: /_(2\.1[0-9])$/.exec(artifact)?.[1], path: place }];
  });
});
