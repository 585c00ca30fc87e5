import { findings, problems } from '../harness';
import { CHART_VERSION } from '../../../lib/versions';

/** Values of the chart, and what is found in them: nothing unless a rule and a path are named. */
const CASES: readonly (readonly [values: string, found?: string])[] = [
  ['controller: {replica: 2}', 'unknown-chart-value controller.replica'],
  ['replicaCount: 2', 'unknown-chart-value replicaCount'],
  ['spark: {jobNamespaces: data}', 'chart-value-type spark.jobNamespaces'],
  ['controller: {logLevel: verbose}', 'chart-value-type controller.logLevel'],
  ['webhook: {failurePolicy: Sometimes}', 'chart-value-illegal webhook.failurePolicy'],
  [
    'controller: {scheduledSparkApplicationTimestampPrecision: hours}',
    'timestamp-precision-invalid controller.scheduledSparkApplicationTimestampPrecision',
  ],
  ['image: {tag: 2.1.0}', 'image-tag-skew image.tag'],
  ['image: {repository: "kubeflow/spark-operator:2.5.2"}', 'image-repository-tagged image.repository'],
  ['spark: {jobNamespaces: [data, data]}', 'job-namespace-twice spark.jobNamespaces[1]'],
  ['image: {tag: latest}', 'image-tag-skew image.tag'],
  ['webhook: {port: 8080}', 'operator-port-collision webhook.port'],
  ['webhook: {port: 8081}', 'operator-port-collision webhook.port'],
  ['prometheus: {metrics: {port: 9443}}', 'operator-port-collision prometheus.metrics.port'],
  [
    'controller: {leaderElection: {leaseDuration: 10s}}',
    'lease-timing controller.leaderElection.leaseDuration',
  ],
  ['controller: {leaderElection: {retryPeriod: 9s}}', 'lease-timing controller.leaderElection.renewDeadline'],
  [
    'controller: {featureGates: [{name: PartialRestrat, enabled: true}]}',
    'feature-gate-unknown controller.featureGates[0].name',
  ],
  [
    'controller: {batchScheduler: {enable: true, default: other}}',
    'batch-scheduler-default-unregistered controller.batchScheduler.default',
  ],
  [
    'controller: {batchScheduler: {default: volcano}}',
    'batch-scheduler-default-unregistered controller.batchScheduler.default',
  ],
  ['webhook: {failurePolicy: Ignore}', 'failure-policy-ignore webhook.failurePolicy'],
  ['spark: {serviceAccount: {create: false}}', 'service-account-falls-to-default spark.serviceAccount.name'],
  [
    'spark: {serviceAccount: {automountServiceAccountToken: false}}',
    'operator-token-not-mounted spark.serviceAccount.automountServiceAccountToken',
  ],
  ['controller: {uiIngress: {enable: true}}', 'ui-ingress-incomplete controller.uiIngress.urlFormat'],
  [
    'controller: {uiIngress: {enable: true, urlFormat: ui.example.org}}',
    'ui-ingress-incomplete controller.uiIngress.urlFormat',
  ],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "{{$appName}}.example.org"}, uiService: {enable: false}}',
    'ui-ingress-incomplete controller.uiService.enable',
  ],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "example.org/{{$appName}}", ingressClassName: traefik}}',
    'ui-ingress-non-nginx controller.uiIngress.urlFormat',
  ],
  [
    'certManager: {enable: true}\nwebhook: {enable: false}',
    'cert-manager-without-webhook certManager.enable',
  ],
  [
    'controller: {resources: {limits: {memory: 256Mi}}}',
    'controller-memory-low controller.resources.limits.memory',
  ],
  [
    'controller: {resources: {limits: {memory: 1gb}}}',
    'chart-quantity-invalid controller.resources.limits.memory',
  ],
  [
    'webhook: {resources: {limits: {cpu: 100m}, requests: {cpu: 1}}}',
    'chart-quantity-invalid webhook.resources.limits.cpu',
  ],
  ['spark: {jobNamespaces: [data, My_Team]}', 'job-namespace-invalid spark.jobNamespaces[1]'],
  ['image: {tag: local}'],
  [`image: {tag: ${CHART_VERSION}}`],
  ['image: {repository: me/operator, tag: "7"}'],
  ['controller: {logLevel: 5}'],
  ['controller: {logLevel: debug}'],
  ['controller: {featureGates: [{name: PartialRestart, enabled: true}]}'],
  ['controller: {batchScheduler: {enable: true, kubeSchedulerNames: [mine], default: mine}}'],
  ['controller: {leaderElection: {leaseDuration: 30s, renewDeadline: 20s, retryPeriod: 5s}}'],
  ['controller: {resources: {limits: {memory: 1Gi, cpu: 2}, requests: {memory: 512Mi, cpu: 500m}}}'],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "{{$appName}}.example.org", ingressClassName: traefik}}',
  ],
  ['spark: {serviceAccount: {create: false, name: mine}, jobNamespaces: []}'],
  ['prometheus: {metrics: {enable: false}}\nwebhook: {port: 8080}'],
];

for (const [values, found] of CASES) {
  test(`finds ${found ?? 'nothing'} in ${values}`, () => {
    expect(problems(values)).toEqual(found === undefined ? [] : [found]);
  });
}

/** A rule, and what it says of values: `path: message`, with a fix of its own behind it; nothing where it is silent. */
const SAID: Readonly<Record<string, readonly (readonly [values: string, ...said: string[]])[]>> = {
  'image-tag-skew': [
    ['image: {tag: v2.1.0}', `image.tag: v2.1.0 with chart ${CHART_VERSION}`],
    ['image: {tag: v1beta2-1.3.8-3.1.1}', `image.tag: v1beta2-1.3.8-3.1.1 with chart ${CHART_VERSION}`],
    [`image: {tag: ${CHART_VERSION}-rc.0}`, `image.tag: ${CHART_VERSION}-rc.0 with chart ${CHART_VERSION}`],
    [`image: {tag: "${CHART_VERSION}@sha256:0"}`],
    ['image: {tag: latest}', `image.tag: latest with chart ${CHART_VERSION}`],
    ['image: {tag: mine-2.1.0}'],
    ['image: {tag: "2.1"}'],
    ['image: {tag: latest, repository: me/operator}'],
    ['image: {tag: 7}'],
  ],
  'image-repository-tagged': [
    [
      'hook: {image: {repository: "me/kubectl@sha256:0"}}',
      'hook.image.repository: me/kubectl@sha256:0 is more than a repository',
    ],
    ['image: {repository: "me/operator:1"}', 'image.repository: me/operator:1 is more than a repository'],
    ['image: {repository: me/operator}'],
  ],
  'privileged-webhook-port': [
    ['webhook: {port: 1}', 'webhook.port: port 1 needs root'],
    ['webhook: {port: 1023}', 'webhook.port: port 1023 needs root'],
    ['webhook: {port: 1024}'],
    ['webhook: {port: 0}'],
    ['webhook: {port: "443"}'],
  ],
  'operator-port-collision': [
    ['webhook: {port: 8080}', 'webhook.port: 8080 is the port of prometheus.metrics.port too'],
    ['prometheus: {metrics: {port: 9443}}', 'prometheus.metrics.port: 9443 is the port of webhook.port too'],
    [
      'controller: {pprof: {enable: true, port: 8081}}',
      'controller.pprof.port: 8081 is the port of the probes too',
    ],
    [
      'controller: {pprof: {enable: true, port: 9443}}',
      'controller.pprof.port: 9443 is the port of webhook.port too',
    ],
    ['controller: {pprof: {enable: false, port: 9443}}'],
    ['controller: {pprof: {enable: true, port: 9443}}\nwebhook: {enable: false}'],
    ['webhook: {port: 8080}\nprometheus: {metrics: {enable: false}}'],
  ],
  'operator-volume-dropped': [
    ['controller: {volumes: []}', "controller.volumes: the list replaces the chart's and has no tmp"],
    [
      'controller: {volumes: [{name: other, emptyDir: {}}]}',
      "controller.volumes: the list replaces the chart's and has no tmp",
    ],
    [
      'controller: {volumeMounts: [{name: tmp, mountPath: /other}]}',
      'controller.volumeMounts: nothing is mounted at /tmp',
    ],
    ['controller: {volumes: [{name: tmp, emptyDir: {}}]}'],
    ['controller: {volumes: [{name: own, emptyDir: {}}], volumeMounts: [{name: own, mountPath: /tmp}]}'],
    ['webhook: {volumes: []}', "webhook.volumes: the list replaces the chart's and has no serving-certs"],
    [
      'webhook: {volumeMounts: []}',
      'webhook.volumeMounts: nothing is mounted at /etc/k8s-webhook-server/serving-certs',
    ],
    ['webhook: {volumes: [{name: serving-certs, emptyDir: {}}]}'],
  ],
  'leader-election-off': [
    [
      'controller: {replicas: 2, leaderElection: {enable: false}}',
      'controller.leaderElection.enable: 2 controllers would submit every application 2 times',
    ],
    ['controller: {replicas: 1, leaderElection: {enable: false}}'],
    ['controller: {replicas: 2}'],
    ['controller: {replicas: "2", leaderElection: {enable: false}}'],
  ],
  'replicas-too-few-for-spread': [
    [
      'controller: {podDisruptionBudget: {enable: true}}',
      'controller.podDisruptionBudget.enable: controller has one replica',
    ],
    [
      'webhook: {topologySpreadConstraints: [{maxSkew: 1}]}',
      'webhook.topologySpreadConstraints: webhook has one replica',
    ],
    [
      'controller: {replicas: 2, podDisruptionBudget: {enable: true}, topologySpreadConstraints: [{maxSkew: 1}]}',
    ],
    ['controller: {topologySpreadConstraints: []}'],
  ],
  'lease-timing': [
    [
      'controller: {leaderElection: {leaseDuration: 10s}}',
      'controller.leaderElection.leaseDuration: 10 s is not above the renew deadline of 10 s',
    ],
    ['controller: {leaderElection: {leaseDuration: 11s}}'],
    [
      'controller: {leaderElection: {leaseDuration: 60s, renewDeadline: 12s, retryPeriod: 10s}}',
      'controller.leaderElection.renewDeadline: 12 s is not above 1.2 times the retry period of 10 s',
    ],
    ['controller: {leaderElection: {leaseDuration: 60s, renewDeadline: 13s, retryPeriod: 10s}}'],
    ['controller: {leaderElection: {leaseDuration: soon, retryPeriod: later}}'],
  ],
  'controller-memory-low': [
    [
      'controller: {workers: 3, resources: {limits: {memory: 511Mi}}}',
      'controller.resources.limits.memory: 511Mi for up to 3 JVMs',
    ],
    [
      'controller: {resources: {limits: {memory: 1Mi}}}',
      'controller.resources.limits.memory: 1Mi for up to 10 JVMs',
    ],
    ['controller: {resources: {limits: {memory: 512Mi}}}'],
    ['controller: {resources: {limits: {memory: x}}}'],
  ],
  'chart-quantity-invalid': [
    [
      'controller: {resources: {requests: {cpu: 1core}}}',
      'controller.resources.requests.cpu: "1core" is no quantity',
    ],
    [
      'webhook: {resources: {limits: {memory: 1Gi, cpu: 1}, requests: {memory: 2Gi, cpu: 1}}}',
      'webhook.resources.limits.memory: 1Gi is below the request',
    ],
  ],
  'operator-image-registry-twice': [
    [
      'image: {repository: quay.io/me/operator}',
      'image.repository: quay.io/me/operator becomes ghcr.io/quay.io/me/operator → write image.registry quay.io and image.repository me/operator',
    ],
    [
      'image: {repository: "reg:5000/operator"}',
      'image.repository: reg:5000/operator becomes ghcr.io/reg:5000/operator → write image.registry reg:5000 and image.repository operator',
    ],
    [
      'image: {repository: localhost/operator}',
      'image.repository: localhost/operator becomes ghcr.io/localhost/operator → write image.registry localhost and image.repository operator',
    ],
    ['image: {registry: "", repository: quay.io/me/operator}'],
    ['image: {repository: me/operator}'],
    ['image: {repository: my.operator}'],
    ['image: {repository: localhosts/operator}'],
  ],
  'timestamp-precision-invalid': [
    ...['nanos', 'micros', 'millis', 'seconds', 'minutes'].map(
      (precision) => [`controller: {scheduledSparkApplicationTimestampPrecision: ${precision}}`] as const,
    ),
    [
      'controller: {scheduledSparkApplicationTimestampPrecision: ""}',
      'controller.scheduledSparkApplicationTimestampPrecision: "" is no precision',
    ],
    ['controller: {scheduledSparkApplicationTimestampPrecision: 5}'],
  ],
  'selector-not-in-webhook': [
    [
      'spark: {jobNamespaceSelector: a=b, jobNamespaces: [data, more]}',
      'spark.jobNamespaceSelector: the webhooks cover data, more only',
    ],
    ['spark: {jobNamespaceSelector: a=b, jobNamespaces: []}'],
    ['spark: {jobNamespaceSelector: "", jobNamespaces: [data]}'],
  ],
  'job-namespace-twice': [
    [
      'spark: {jobNamespaces: [a, b, a, b]}',
      'spark.jobNamespaces[2]: a is listed before',
      'spark.jobNamespaces[3]: b is listed before',
    ],
    ['spark: {jobNamespaces: [a, b]}'],
  ],
  'feature-gate-unknown': [
    [
      'controller: {featureGates: [{name: LoadSparkDefaults}, {name: PartialRestart}, {name: X}, {}]}',
      'controller.featureGates[2].name: there is no gate X',
    ],
  ],
  'batch-scheduler-default-unregistered': [
    [
      'controller: {batchScheduler: {default: volcano}}',
      'controller.batchScheduler.default: volcano is ignored: batch scheduling is off',
    ],
    [
      'controller: {batchScheduler: {enable: true, default: other}}',
      'controller.batchScheduler.default: other is not registered',
    ],
    ['controller: {batchScheduler: {enable: true, default: yunikorn}}'],
    ['controller: {batchScheduler: {enable: true, default: volcano}}'],
    ['controller: {batchScheduler: {enable: true, default: ""}}'],
  ],
  'failure-policy-ignore': [
    [
      'webhook: {failurePolicy: Ignore}',
      'webhook.failurePolicy: pods lose settings while the webhook is down',
    ],
    ['webhook: {failurePolicy: Ignore, enable: false}'],
    ['webhook: {failurePolicy: Fail}'],
  ],
  'service-account-falls-to-default': [
    ...['spark', 'controller', 'webhook'].flatMap((component) => [
      [
        `${component}: {serviceAccount: {create: false}}`,
        `${component}.serviceAccount.name: ${component} falls back to the account default`,
      ] as const,
      [`${component}: {serviceAccount: {create: false, name: mine}}`] as const,
    ]),
    ['spark: {serviceAccount: {create: false}, rbac: {create: false}}'],
    [
      'controller: {serviceAccount: {create: false}, rbac: {create: false}}\nspark: {rbac: {create: false}}',
      'controller.serviceAccount.name: controller falls back to the account default',
    ],
  ],
  'operator-account-twice': [
    [
      'controller: {serviceAccount: {name: mine}}\nwebhook: {serviceAccount: {name: mine}}',
      'webhook.serviceAccount.name: mine is made twice',
    ],
    ['controller: {serviceAccount: {name: mine}}\nwebhook: {serviceAccount: {name: mine}, enable: false}'],
    ['controller: {serviceAccount: {name: mine}}\nwebhook: {serviceAccount: {name: mine, create: false}}'],
    ['controller: {serviceAccount: {name: mine, create: false}}\nwebhook: {serviceAccount: {name: mine}}'],
    [
      'controller: {serviceAccount: {name: mine, create: false}}\nwebhook: {serviceAccount: {name: mine, create: false}}',
    ],
    ['controller: {serviceAccount: {name: one}}\nwebhook: {serviceAccount: {name: two}}'],
    ['{}'],
  ],
  'operator-token-not-mounted': [
    ...['spark', 'controller', 'webhook'].map(
      (component) =>
        [
          `${component}: {serviceAccount: {automountServiceAccountToken: false}}`,
          `${component}.serviceAccount.automountServiceAccountToken: ${component} has no token`,
        ] as const,
    ),
    ['spark: {serviceAccount: {automountServiceAccountToken: true}}'],
    ['spark: {serviceAccount: {automountServiceAccountToken: false, create: false, name: mine}}'],
    [
      'controller: {serviceAccount: {automountServiceAccountToken: false}, volumes: [{name: tmp}, {name: t, projected: {sources: []}}]}',
    ],
    [
      'controller: {serviceAccount: {automountServiceAccountToken: false}, volumes: [{name: tmp}]}',
      'controller.serviceAccount.automountServiceAccountToken: controller has no token',
    ],
  ],
  'ui-ingress-incomplete': [
    ['controller: {uiIngress: {enable: true}}', 'controller.uiIngress.urlFormat: the URL is empty'],
    [
      'controller: {uiIngress: {enable: true, urlFormat: ui.example.org}}',
      'controller.uiIngress.urlFormat: ui.example.org is the same for every application',
    ],
    [
      'controller: {uiIngress: {enable: true}, uiService: {enable: false}}',
      'controller.uiService.enable: an ingress needs the service of the UI',
    ],
    ['controller: {uiIngress: {enable: false, urlFormat: ui.example.org}}'],
  ],
  'ui-ingress-non-nginx': [
    ...['example.org/{{$appName}}', 'https://example.org/{{$appName}}', 'http://example.org/x'].map(
      (url) =>
        [
          `controller: {uiIngress: {enable: true, urlFormat: "${url}", ingressClassName: traefik}}`,
          "controller.uiIngress.urlFormat: traefik does not know nginx's rewrite rules",
        ] as const,
    ),
    ['controller: {uiIngress: {enable: true, urlFormat: "example.org/x", ingressClassName: my-nginx}}'],
    ['controller: {uiIngress: {enable: true, urlFormat: "example.org/x"}}'],
    ['controller: {uiIngress: {enable: true, urlFormat: "example.org/", ingressClassName: traefik}}'],
    ['controller: {uiIngress: {enable: false, urlFormat: "example.org/x", ingressClassName: traefik}}'],
  ],
  'pod-monitor-without-metrics': [
    [
      'prometheus: {podMonitor: {create: true}, metrics: {enable: false}}',
      'prometheus.podMonitor.create: metrics are off',
    ],
    ['prometheus: {podMonitor: {create: true}}'],
    ['prometheus: {metrics: {enable: false}}'],
  ],
  'cert-manager-without-webhook': [
    [
      'certManager: {enable: true}\nwebhook: {enable: false}',
      'certManager.enable: there is no webhook to have a certificate',
    ],
    ['certManager: {enable: true}'],
    ['webhook: {enable: false}'],
  ],
  'job-namespace-invalid': [
    [
      'spark: {jobNamespaces: [data, "", My_Team, -x]}',
      'spark.jobNamespaces[2]: "My_Team" is no name of a namespace',
      'spark.jobNamespaces[3]: "-x" is no name of a namespace',
    ],
  ],
  'unknown-chart-value': [
    ['controller: {nothingLikeThis: 2}', 'controller.nothingLikeThis: there is no value nothingLikeThis'],
    ['controller: {replica: 2}', 'controller.replica: there is no value replica → did you mean replicas?'],
    ['replicaCount: 2', 'replicaCount: replicaCount is a key of chart 1.x → use controller.replicas'],
  ],
};

describe.each(Object.entries(SAID))('%s', (rule, cases) => {
  test.each(cases)('of %s', (values, ...expected) => {
    const told = findings(values)
      .filter(({ rule: { id } }) => id === rule)
      .map(
        ({ rule: { fix: usual }, path, message, fix }) =>
          `${path}: ${message}${fix === usual ? '' : ` → ${fix}`}`,
      );
    expect(told).toEqual(expected);
  });
});
