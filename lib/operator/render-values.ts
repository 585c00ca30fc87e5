import { k8s } from 'cdk8s-plus-28';
import { chartDefault } from '../chart/defaults';
import { isRecord, list, record } from '../manifest/plain';
import type { Problems } from '../problems';
import type { ChartImage } from './chart-image';
import { goDuration, secondsList, wholeSeconds } from './chart-quantities';
import type { ControllerProps, FeatureGate } from './controller-props';
import type { MetricsProps } from './metrics-props';
import { LogLevel } from './operator-pod-props';
import { renderAccess, renderPlacement, renderPod } from './render-pod-values';
import type { SparkOperatorProps } from './spark-operator-props';
import type { UIProps } from './ui-props';
import { type CertManager, FailurePolicy, type WebhookProps } from './webhook-props';

type Values = Record<string, unknown>;

/** The values of the chart for these props; what decides how jobs run is always written out. */
export function renderValues(problems: Problems, props: SparkOperatorProps, chartVersion: string): Values {
  const { controller = {}, webhook = {}, ui = {}, image, crdUpgradeHook: hook } = props;
  const values = given({
    nameOverride: props.nameOverride,
    fullnameOverride: props.fullnameOverride,
    commonLabels: props.commonLabels,
    image: image && {
      ...renderImage(image),
      pullPolicy: image.pullPolicy,
      pullSecrets: image.pullSecrets?.map((name) => ({ name })),
    },
    hook: hook && {
      upgradeCrd: true,
      image: hook.image && renderImage(hook.image),
      ...renderPlacement(hook),
    },
    controller: { ...renderController(problems, controller, chartVersion), ...renderUI(ui) },
    webhook: renderWebhook(problems, webhook, chartVersion),
    spark: renderJobs(problems, props),
    prometheus: renderMetrics(problems, props.metrics),
    certManager: props.certManager && renderCertManager(problems, props.certManager),
  });
  // A copy: what a caller changes later must not change half of the release.
  return structuredClone(merge(values, props.extraValues ?? {}));
}

function renderImage({ registry, repository, tag }: ChartImage): Values {
  return { registry, repository, tag };
}

function renderController(problems: Problems, props: ControllerProps, chartVersion: string): Values {
  const { batchScheduling, workQueue = {}, profiling } = props;
  const duration = (
    prop: 'leaseDuration' | 'renewDeadline' | 'retryPeriod' | 'driverPodCreationGracePeriod',
  ) => goDuration(problems, `controller.${prop}`, props[prop]);
  return {
    replicas: props.replicas ?? 1,
    workers: props.workers ?? 10,
    logLevel: props.logLevel ?? LogLevel.INFO,
    batchScheduler: {
      enable: batchScheduling !== undefined,
      kubeSchedulerNames: batchScheduling?.kubeSchedulerNames,
      default: batchScheduling?.defaultScheduler,
    },
    ...renderPod(problems, 'controller', props, chartVersion),
    featureGates: props.featureGates && renderGates(props.featureGates, chartVersion),
    leaderElection: {
      enable: props.leaderElection,
      leaseDuration: duration('leaseDuration'),
      renewDeadline: duration('renewDeadline'),
      retryPeriod: duration('retryPeriod'),
    },
    driverPodCreationGracePeriod: duration('driverPodCreationGracePeriod'),
    maxTrackedExecutorPerApp: props.maxTrackedExecutorsPerApp,
    scheduledSparkApplicationTimestampPrecision: props.timestampPrecision,
    workqueueRateLimiter: {
      bucketQPS: workQueue.bucketQps,
      bucketSize: workQueue.bucketSize,
      maxDelay: {
        enable: workQueue.limitDelay,
        duration: goDuration(problems, 'controller.workQueue.maxDelay', workQueue.maxDelay),
      },
    },
    pprof: profiling && { enable: true, port: profiling.port, portName: profiling.portName },
  };
}

/** Helm replaces the list, so that gates which stay off are named too. */
function renderGates(gates: readonly FeatureGate[], chartVersion: string): Values[] {
  const known = list(chartDefault('controller.featureGates', chartVersion)).map((gate) => record(gate).name);
  return [...new Set([...known, ...gates])].map((name) => ({
    name,
    enabled: gates.some((gate) => gate === name),
  }));
}

function renderUI({ service, ingress }: UIProps): Values {
  return {
    uiService: { enable: service },
    uiIngress: ingress && {
      enable: true,
      urlFormat: ingress.urlFormat,
      ingressClassName: ingress.className,
      tls: ingress.tls?.map(k8s.toJson_IngressTls),
      annotations: ingress.annotations,
    },
  };
}

function renderWebhook(problems: Problems, props: WebhookProps, chartVersion: string): Values {
  return {
    enable: props.enabled ?? true,
    replicas: props.replicas ?? 1,
    port: props.port ?? 9443,
    failurePolicy: props.failurePolicy ?? FailurePolicy.FAIL,
    ...renderPod(problems, 'webhook', props, chartVersion),
    leaderElection: { enable: props.leaderElection },
    logLevel: props.logLevel,
    portName: props.portName,
    timeoutSeconds: wholeSeconds(problems, 'webhook.timeout', props.timeout),
    resourceQuotaEnforcement: { enable: props.resourceQuotaEnforcement },
  };
}

function renderJobs(problems: Problems, props: SparkOperatorProps): Values {
  const { driverServiceAccount: driver, driverAccess } = props;
  const { serviceAccount, rbac } = renderAccess(driverAccess);
  if (driver !== undefined && driverAccess?.serviceAccountName !== undefined) {
    problems.add(
      'driverServiceAccount and driverAccess.serviceAccountName both name the account of the drivers; keep one',
    );
  }
  return {
    jobNamespaces: [...(props.jobNamespaces ?? ['default'])],
    jobNamespaceSelector: props.jobNamespaceSelector,
    serviceAccount: {
      ...serviceAccount,
      create: driverAccess?.createServiceAccount ?? driver === undefined,
      name: driver?.serviceAccountName ?? driverAccess?.serviceAccountName,
    },
    rbac: { ...rbac, create: driverAccess?.createRbac ?? driver === undefined },
  };
}

function renderMetrics(problems: Problems, props: MetricsProps = {}): Values {
  const { podMonitor } = props;
  return {
    metrics: {
      enable: props.enabled ?? true,
      port: props.port ?? 8080,
      portName: props.portName,
      endpoint: props.endpoint,
      prefix: props.prefix,
      labels: props.labels?.join(','),
      jobSubmitLatencyBuckets: secondsList(props.jobSubmitLatencyBuckets),
      jobStartLatencyBuckets: secondsList(props.jobStartLatencyBuckets),
    },
    podMonitor: podMonitor && {
      create: true,
      labels: podMonitor.labels,
      jobLabel: podMonitor.jobLabel,
      podMetricsEndpoint: {
        scheme: podMonitor.scheme,
        interval: goDuration(problems, 'metrics.podMonitor.interval', podMonitor.interval),
      },
    },
  };
}

function renderCertManager(problems: Problems, props: CertManager): Values {
  const { issuer } = props;
  return {
    enable: true,
    issuerRef: issuer && {
      group: issuer.group ?? 'cert-manager.io',
      kind: issuer.kind ?? 'Issuer',
      name: issuer.name,
    },
    duration: goDuration(problems, 'certManager.duration', props.duration),
    renewBefore: goDuration(problems, 'certManager.renewBefore', props.renewBefore),
  };
}

/** Without what is undefined, and without maps that then have nothing; lists are taken as they are. */
function given(values: Readonly<Values>): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
      if (value === undefined) return [];
      if (!isRecord(value)) return [[key, value]];
      const inside = given(value);
      return Object.keys(inside).length === 0 ? [] : [[key, inside]];
    }),
  );
}

/** As Helm merges: objects are merged, everything else is replaced. */
function merge(base: Readonly<Values>, extra: Readonly<Values>): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const present = merged[key];
    merged[key] = isRecord(present) && isRecord(value) ? merge(present, value) : value;
  }
  return merged;
}
