/** Images that are no longer where they were. */
interface Moved {
  /** The reference up to its tag. */
  readonly pattern: RegExp;
  readonly what: string;
  readonly instead: string;
}

const MOVED: readonly Moved[] = [
  {
    pattern: /^gcr\.io\/spark-operator\//,
    what: 'the registry of the first maintainers of the operator is gone',
    instead: 'use an image of Apache Spark (apache/spark), or your own',
  },
  {
    pattern: /^ghcr\.io\/googlecloudplatform\/spark-operator/,
    what: 'the operator has left that registry',
    instead: 'use ghcr.io/kubeflow/spark-operator/controller',
  },
  {
    pattern: /^(?:docker\.io\/)?bitnami\/spark(?::|@|$)/,
    what: 'versions of this image are at bitnamilegacy only, since August 2025',
    instead: 'use an image of Apache Spark (apache/spark), or bitnamilegacy/spark for a while',
  },
];

/** Where an image has gone, and what to use instead; undefined for one that has not, as far as is known. */
export function movedImage(image: string): { readonly what: string; readonly instead: string } | undefined {
  return MOVED.find(({ pattern }) => pattern.test(image));
}
