import type { k8s } from 'cdk8s-plus-28';
import type * as pod from '../../imports/pod';

/** On which nodes pods of the release run. */
export interface PlacementProps {
  /**
   * Labels that the node must have.
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Rules for nodes and for other pods on them.
   * @default - none
   */
  readonly affinity?: pod.Affinity;
  /**
   * Taints of nodes that the pods put up with.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
}
