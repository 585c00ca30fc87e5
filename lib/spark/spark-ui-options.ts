import { k8s, type ServiceType } from 'cdk8s-plus-28';
import type {
  SparkApplicationSpecDriverIngressOptions,
  SparkApplicationSpecSparkUiOptions,
} from '../../imports/sparkoperator.k8s.io';
import type { PropReader } from './prop-reader';

/** The Service and the Ingress that the operator makes for Spark's web UI. */
export interface SparkUIOptions {
  /**
   * Port of the Service. Its target follows `spark.ui.port`.
   * @default 4040
   */
  readonly servicePort?: number;
  /**
   * Name of that port.
   * @default 'spark-driver-ui-port'
   */
  readonly servicePortName?: string;
  /**
   * Type of the Service.
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: ServiceType;
  /**
   * Annotations of the Service.
   * @default - none
   */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /**
   * Labels of the Service.
   * @default - none
   */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the Ingress.
   * @default - those of the operator's release
   */
  readonly ingressAnnotations?: Readonly<Record<string, string>>;
  /**
   * TLS of the Ingress.
   * @default - that of the operator's release
   */
  readonly ingressTLS?: k8s.IngressTls[];
}

/** A further port of the driver, with a Service and an Ingress. */
export interface DriverIngressOptions {
  /** Port of the driver and of the Service; another one for each entry. */
  readonly servicePort: number;
  /** Name of that port. */
  readonly servicePortName: string;
  /** URL of the Ingress, another one for each entry, for example `{{$appName}}.jobs.example.com`. */
  readonly ingressURLFormat: string;
  /**
   * Type of the Service.
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: ServiceType;
  /**
   * Annotations of the Service.
   * @default - none
   */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /**
   * Labels of the Service.
   * @default - none
   */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the Ingress. Operator 2.5.2 ignores them and takes those of `sparkUIOptions`.
   * @default - none
   */
  readonly ingressAnnotations?: Readonly<Record<string, string>>;
  /**
   * TLS of the Ingress. Operator 2.5.2 ignores it and takes that of `sparkUIOptions`.
   * @default - none
   */
  readonly ingressTLS?: k8s.IngressTls[];
}

/** @internal */
export function renderSparkUIOptions(
  reader: PropReader,
  props: SparkUIOptions,
): SparkApplicationSpecSparkUiOptions {
  return {
    servicePort: reader.port('servicePort', props.servicePort),
    servicePortName: reader.text('servicePortName', props.servicePortName),
    ...renderService(reader, props),
  };
}

/** @internal */
export function renderDriverIngressOptions(
  reader: PropReader,
  props: DriverIngressOptions,
): SparkApplicationSpecDriverIngressOptions {
  return {
    servicePort: reader.port('servicePort', props.servicePort)!,
    servicePortName: reader.text('servicePortName', props.servicePortName)!,
    ingressUrlFormat: reader.text('ingressURLFormat', props.ingressURLFormat),
    ...renderService(reader, props),
  };
}

function renderService(reader: PropReader, props: SparkUIOptions): SparkApplicationSpecSparkUiOptions {
  return {
    serviceType: props.serviceType,
    serviceAnnotations: reader.textMap('serviceAnnotations', props.serviceAnnotations),
    serviceLabels: reader.textMap('serviceLabels', props.serviceLabels),
    ingressAnnotations: reader.textMap('ingressAnnotations', props.ingressAnnotations),
    ingressTls: props.ingressTLS?.map(k8s.toJson_IngressTls),
  };
}
