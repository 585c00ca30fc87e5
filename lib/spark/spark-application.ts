import type { Construct } from 'constructs';
import { SparkApplication as CustomResource } from '../../imports/sparkoperator.k8s.io';
import type { SparkApplicationTemplate } from './spark-application-template';
import type { SparkObjectProps } from './spark-object-props';
import { SparkWorkload } from './spark-workload';

/** An application and how its object is called. */
export interface SparkApplicationProps extends SparkApplicationTemplate, SparkObjectProps {}

/** A Spark application that the operator runs when the object is made, and again when its spec changes. */
export class SparkApplication extends SparkWorkload {
  /** @throws when a prop cannot be represented, listing every such prop */
  public constructor(scope: Construct, id: string, props: SparkApplicationProps) {
    super(scope, id, CustomResource.GVK, props, props);
  }

  protected renderSpec(): Record<string, unknown> {
    return this.renderApplication();
  }
}
