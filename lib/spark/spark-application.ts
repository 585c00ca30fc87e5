import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { SparkApplication as CustomResource } from '../../imports/sparkoperator.k8s.io';
import type { SparkApplicationTemplate } from './spark-application-template';
import { SparkWorkload } from './spark-workload';

/** An application and how its object is called. */
export interface SparkApplicationProps extends SparkApplicationTemplate {
  /**
   * Name of the object: lower-case letters, digits and dashes, a letter first, 63 characters or less.
   * @default - made from the path of the construct
   */
  readonly name?: string;
  /**
   * Namespace of the object.
   * @default - that of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the object, which the operator copies to all pods.
   * @default - those of the chart
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the object.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Spark application that the operator runs once, when the object is made or its spec changes. */
export class SparkApplication extends SparkWorkload {
  /** The custom resource, for JSON patches and dependencies. */
  public readonly apiObject: ApiObject;

  /** Name of the object. */
  public readonly name: string;

  /** @throws when a prop cannot be represented, listing every such prop */
  public constructor(scope: Construct, id: string, props: SparkApplicationProps) {
    super(scope, id, props);
    const { name, namespace, labels, annotations } = props;
    // A raw object: generated classes drop patches with keys that they do not know.
    this.apiObject = new ApiObject(this, 'Resource', {
      ...CustomResource.GVK,
      metadata: { name, namespace, labels, annotations },
      spec: Lazy.any({ produce: () => this.renderTemplate() }) as unknown,
    });
    this.name = this.apiObject.name;
  }
}
