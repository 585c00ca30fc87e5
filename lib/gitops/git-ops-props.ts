/** Where in Git a cluster stands, and what applies it from there. */
export interface GitOpsProps {
  /** URL of the repository, without keys. */
  readonly repository: string;
  /** The output folder of the app in the repository, as `dist/production`. */
  readonly path: string;
  /**
   * Branch that is applied.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * Beginning of the names of the objects of the controller, one a cluster.
   * @default 'spark-cluster'
   */
  readonly name?: string;
}
