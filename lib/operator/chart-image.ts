import type { ImagePullPolicy } from 'cdk8s-plus-28';

/** An image as the chart writes it: registry, repository and tag apart. */
export interface ChartImage {
  /**
   * Registry of the image.
   * @default 'ghcr.io'
   */
  readonly registry?: string;
  /**
   * Repository of the image in its registry, without a tag.
   * @default - that of the project, `kubeflow/spark-operator/…`
   */
  readonly repository?: string;
  /**
   * Tag of the image. The operator must be of the version of the chart, which passes it flags of its own.
   * @default - the version of the chart
   */
  readonly tag?: string;
}

/** The image of controller and webhook. */
export interface OperatorImage extends ChartImage {
  /**
   * When the image is pulled.
   * @default ImagePullPolicy.IF_NOT_PRESENT
   */
  readonly pullPolicy?: ImagePullPolicy;
  /**
   * Names of the Secrets, in the namespace of the operator, with which images are pulled.
   * @default []
   */
  readonly pullSecrets?: string[];
}
