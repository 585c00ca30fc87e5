import type { k8s } from 'cdk8s-plus-28';

/** The Ingress that the operator makes for the web interface of each driver. */
export interface UIIngress {
  /**
   * Address of the interface: `{{$appName}}.ui.example.org`. The operator fills in `{{$appName}}`, which must be in it,
   * `{{$appNamespace}}` and `{{$appId}}`.
   */
  readonly urlFormat: string;
  /**
   * Class of the Ingress.
   * @default ''
   */
  readonly className?: string;
  /**
   * Certificates, unless the application names its own.
   * @default - none
   */
  readonly tls?: k8s.IngressTls[];
  /**
   * Annotations, unless the application has its own.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The web interface of drivers. */
export interface UIProps {
  /**
   * Whether each driver gets a Service for its interface.
   * @default true
   */
  readonly service?: boolean;
  /**
   * Gives each interface an Ingress.
   * @default - no Ingress
   */
  readonly ingress?: UIIngress;
}
