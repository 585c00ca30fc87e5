import type { SparkApplicationSpecDeps } from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';

/**
 * What the application needs beside its main file. Paths with a scheme of a file system are listed by the operator,
 * with the file systems that its own image knows.
 */
export interface Dependencies {
  /**
   * JARs for the class path of driver and executors.
   * @default - none
   */
  readonly jars?: string[];
  /**
   * Files for the working directory.
   * @default - none
   */
  readonly files?: string[];
  /**
   * Python files and archives for PYTHONPATH.
   * @default - none
   */
  readonly pyFiles?: string[];
  /**
   * Archives that are unpacked in the working directory.
   * @default - none
   */
  readonly archives?: string[];
  /**
   * Maven coordinates. They are resolved twice, in the operator's pod and in the driver; both must reach the
   * repositories. `spark.jars.ivy` is set to a folder that can be written.
   * @default - none
   */
  readonly packages?: string[];
  /**
   * `groupId:artifactId` of what must not come along with `packages`.
   * @default - none
   */
  readonly excludePackages?: string[];
  /**
   * Maven repositories beside Maven Central.
   * @default - none
   */
  readonly repositories?: string[];
}

/** @internal */
export function renderDependencies(reader: PropReader, props: Dependencies): SparkApplicationSpecDeps {
  return {
    jars: reader.texts('jars', props.jars),
    files: reader.texts('files', props.files),
    pyFiles: reader.texts('pyFiles', props.pyFiles),
    archives: reader.texts('archives', props.archives),
    packages: reader.texts('packages', props.packages),
    excludePackages: reader.texts('excludePackages', props.excludePackages),
    repositories: reader.texts('repositories', props.repositories),
  };
}
