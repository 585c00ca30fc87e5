import type { Duration } from 'cdk8s';
import type { OperatorPodProps } from './operator-pod-props';

/** What the API server does with a pod or an application while the webhook does not answer. */
export enum FailurePolicy {
  /** Refuses it. */
  FAIL = 'Fail',
  /** Lets it through; variables, volumes and security contexts are then missing without a word. */
  IGNORE = 'Ignore',
}

/** The webhook, which fills in defaults, refuses illegal applications and completes the pods. */
export interface WebhookProps extends OperatorPodProps {
  /**
   * Whether it runs. Without it `env`, `volumes`, `securityContext` and more never reach the pods.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Number of pods, all of which answer. More than one is wise in production, since executors are made while
   * jobs run.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Port of the webhook, from 1024 on.
   * @default 9443
   */
  readonly port?: number;
  /**
   * Name of the port, at most 15 characters.
   * @default 'webhook'
   */
  readonly portName?: string;
  /**
   * What happens while it does not answer.
   * @default FailurePolicy.FAIL
   */
  readonly failurePolicy?: FailurePolicy;
  /**
   * How long the API server waits for an answer, 1 to 30 whole seconds.
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
  /**
   * Whether applications that do not fit the quotas of their namespace are refused at once; memory is then read strictly.
   * @default false
   */
  readonly resourceQuotaEnforcement?: boolean;
}

/** Who issues the webhook's certificate. */
export interface CertificateIssuer {
  /** Name of the issuer. */
  readonly name: string;
  /**
   * Its kind.
   * @default 'Issuer'
   */
  readonly kind?: string;
  /**
   * Its API group.
   * @default 'cert-manager.io'
   */
  readonly group?: string;
}

/** The webhook's certificate from cert-manager, in place of one that the webhook signs itself. */
export interface CertManager {
  /**
   * Who issues it.
   * @default - the chart makes an issuer that signs for itself
   */
  readonly issuer?: CertificateIssuer;
  /**
   * How long a certificate is valid.
   * @default - left to cert-manager
   */
  readonly duration?: Duration;
  /**
   * How long before its end a certificate is renewed.
   * @default - left to cert-manager
   */
  readonly renewBefore?: Duration;
}
