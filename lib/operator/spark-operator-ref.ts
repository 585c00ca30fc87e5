import type { IConstruct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { Release } from '../chart/release';

/** A release of the Spark Operator: one of the app, or one that others install. */
export interface ISparkOperator extends IConstruct {
  /** Name of the release. */
  readonly releaseName: string;
  /** Namespace of the operator. */
  readonly namespace: string;
  /** Version of the chart, and of the operator. */
  readonly chartVersion: string;
  /** Address of the archive of the chart. */
  readonly chartUrl: string;
  /** Namespaces whose applications are run; empty for all. */
  readonly jobNamespaces: string[];
  /**
   * Account of the drivers, in every job namespace.
   * @default - the chart makes none, since it watches all namespaces
   */
  readonly driverServiceAccount?: ISparkServiceAccount;
  /** Account of the controller, which makes the pods of drivers, in the namespace of the operator. */
  readonly controllerServiceAccount: ISparkServiceAccount;
  /** The release as data: what it covers and offers, by its values. */
  readonly release: Release;
}
