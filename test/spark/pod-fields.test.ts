import { Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { toJson_PodTemplateSpec } from '../../imports/pod-json';
import podSchema from '../../imports/schemas/podtemplatespec.json';
import { SparkApplication, SparkServiceAccount, type pod, type SparkPodProps } from '../../lib';
import { podTypes } from '../../scripts/pod-types';
import { testChart } from '../support/chart';
import { expectValidPodTemplate, expectValidSparkApplication } from '../support/schema';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly object[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const DEFINITIONS: Readonly<Record<string, Schema>> = podSchema.definitions as object as Record<
  string,
  Schema
>;
const STRUCTS = new Set(
  [...podTypes()['pod.ts']!.matchAll(/export interface (\w+)/g)].map(([, name]) => name!.toLowerCase()),
);

/** A value for a schema, as a prop and as the API has it, with every field that our own types have. */
function sample(schema: Schema): { readonly prop: unknown; readonly json: unknown } {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/definitions/'.length);
    return STRUCTS.has(name.toLowerCase()) ? sample(DEFINITIONS[name]!) : { prop: {}, json: {} };
  }
  if (schema.items !== undefined) {
    const { prop, json } = sample(schema.items);
    return { prop: [prop], json: [json] };
  }
  if (schema.anyOf !== undefined)
    return schema.pattern === undefined
      ? { prop: k8s.IntOrString.fromNumber(7), json: 7 }
      : { prop: k8s.Quantity.fromString('7'), json: '7' };
  if (typeof schema.additionalProperties === 'object') {
    const { prop, json } = sample(schema.additionalProperties);
    return { prop: { key: prop }, json: { key: json } };
  }
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, field]) => ({ name, ...sample(field) }));
    return {
      prop: Object.fromEntries(fields.map(({ name, prop }) => [asProp(name), prop])),
      json: Object.fromEntries(fields.map(({ name, json }) => [name, json])),
    };
  }
  const value = schema.type === 'string' ? 'text' : schema.type === 'boolean' ? true : 7;
  return { prop: value, json: value };
}

/** `hostIPC` is `hostIpc`. */
function asProp(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]{2,}$/, (letters) => letters[0]! + letters.slice(1).toLowerCase());
}

test('our types write whatever Kubernetes knows of a pod', () => {
  const { prop, json } = sample(podSchema);
  expect(toJson_PodTemplateSpec(prop as pod.PodTemplateSpec)).toEqual(json);
});

const PROFILE = { appArmorProfile: { type: 'Localhost', localhostProfile: 'spark' } };
const CONTAINER = {
  lifecycle: { postStart: { sleep: { seconds: 1 } }, preStop: { sleep: { seconds: 2 } } },
  resources: { claims: [{ name: 'gpu', request: 'one' }] },
  securityContext: PROFILE,
  volumeMounts: [{ name: 'model', mountPath: '/model', readOnly: true, recursiveReadOnly: 'Enabled' }],
} satisfies Partial<pod.Container>;
const SPREAD = {
  topologyKey: 'kubernetes.io/hostname',
  labelSelector: {},
  matchLabelKeys: ['spark-app-name'],
  mismatchLabelKeys: ['spark-role'],
} satisfies pod.PodAffinityTerm;
const TERMS = {
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: SPREAD }],
  requiredDuringSchedulingIgnoredDuringExecution: [SPREAD],
} satisfies pod.PodAffinity;
const POD_CONTEXT = {
  ...PROFILE,
  seLinuxChangePolicy: 'Recursive',
  supplementalGroupsPolicy: 'Strict',
} satisfies pod.PodSecurityContext;
const AFFINITY = { podAffinity: TERMS, podAntiAffinity: TERMS } satisfies pod.Affinity;
const VOLUMES: pod.Volume[] = [
  { name: 'model', image: { reference: 'registry.example/model:1', pullPolicy: 'Always' } },
  {
    name: 'trust',
    projected: { sources: [{ clusterTrustBundle: { name: 'store', path: 'ca.pem', optional: true } }] },
  },
  {
    name: 'scratch',
    ephemeral: {
      volumeClaimTemplate: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: k8s.Quantity.fromString('1Gi') } },
          volumeAttributesClassName: 'fast',
        },
      },
    },
  },
];

/** What a role can say; a template has what the CRD of the operator does not know. */
const role = (name: string): SparkPodProps => ({
  affinity: AFFINITY,
  securityContext: PROFILE,
  podSecurityContext: POD_CONTEXT,
  initContainers: [{ name: 'fetch', image: 'registry.example/fetch:1', ...CONTAINER }],
  sidecars: [{ name: 'proxy', image: 'registry.example/proxy:1', ...CONTAINER }],
  lifecycle: CONTAINER.lifecycle,
  volumeMounts: CONTAINER.volumeMounts,
  template: {
    spec: {
      affinity: AFFINITY,
      securityContext: POD_CONTEXT,
      hostnameOverride: 'driver.example',
      resources: { limits: { memory: k8s.Quantity.fromString('4Gi') } },
      resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpus' }],
      os: { name: 'linux' },
      containers: [
        {
          name,
          ...CONTAINER,
          lifecycle: { ...CONTAINER.lifecycle, stopSignal: 'SIGTERM' },
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [3] } }],
          env: [
            {
              name: 'A',
              valueFrom: { fileKeyRef: { volumeName: 'env', path: 'job.env', key: 'A', optional: true } },
            },
          ],
        },
      ],
      volumes: [
        { name: 'env', emptyDir: {} },
        {
          name: 'identity',
          projected: {
            sources: [
              { podCertificate: { signerName: 'a.b/c', keyType: 'ED25519', credentialBundlePath: 'x' } },
            ],
          },
        },
      ],
    },
  },
});

function application(): { readonly spec: Record<string, object> } {
  const chart = testChart();
  new SparkApplication(chart, 'etl', {
    mainApplicationFile: 'local:///etl.py',
    sparkVersion: '3.5.8',
    image: 'registry.example/spark:1',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    volumes: VOLUMES,
    driver: role('spark-kubernetes-driver'),
    executor: role('spark-kubernetes-executor'),
  });
  return Testing.synth(chart)[0];
}

/** The fields that Kubernetes has and cdk8s-plus-28 has not, in what each prop of a role holds. */
const CONTAINERS = [
  'lifecycle.postStart.sleep.seconds',
  'lifecycle.preStop.sleep.seconds',
  'resources.claims.0.request',
  'securityContext.appArmorProfile.localhostProfile',
  'volumeMounts.0.recursiveReadOnly',
];
const AFFINITIES = ['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
  [
    'preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm',
    'requiredDuringSchedulingIgnoredDuringExecution.0',
  ].flatMap((term) =>
    ['matchLabelKeys.0', 'mismatchLabelKeys.0'].map((field) => `affinity.${kind}.${term}.${field}`),
  ),
);
const CONTEXTS = ['appArmorProfile.type', 'seLinuxChangePolicy', 'supplementalGroupsPolicy'];
const NEWER = [
  ...['driver', 'executor'].flatMap((name) =>
    [
      ...AFFINITIES,
      'securityContext.appArmorProfile.type',
      ...CONTEXTS.map((field) => `podSecurityContext.${field}`),
      ...['initContainers.0', 'sidecars.0'].flatMap((at) => CONTAINERS.map((field) => `${at}.${field}`)),
      'lifecycle.postStart.sleep.seconds',
      'lifecycle.preStop.sleep.seconds',
      'volumeMounts.0.recursiveReadOnly',
      ...[
        ...AFFINITIES,
        ...CONTEXTS.map((field) => `securityContext.${field}`),
        'hostnameOverride',
        'resources.limits.memory',
        'resourceClaims.0.resourceClaimTemplateName',
        ...[
          ...CONTAINERS,
          'lifecycle.stopSignal',
          'restartPolicyRules.0.exitCodes.values.0',
          'env.0.valueFrom.fileKeyRef.key',
        ].map((field) => `containers.0.${field}`),
        'volumes.1.projected.sources.0.podCertificate.keyType',
      ].map((field) => `template.spec.${field}`),
    ].map((field) => `${name}.${field}`),
  ),
  'volumes.0.image.reference',
  'volumes.2.projected.sources.0.clusterTrustBundle.path',
  'volumes.1.ephemeral.volumeClaimTemplate.spec.volumeAttributesClassName',
];

describe('fields of pods that are newer than cdk8s-plus-28', () => {
  const manifest = application();

  test.each(NEWER)('%s reaches the manifest', (path) => {
    expect(manifest.spec).toHaveProperty(path);
  });

  test('the schemas of the operator and of Kubernetes know them all', () => {
    expectValidSparkApplication(manifest);
    for (const name of ['driver', 'executor']) {
      expectValidPodTemplate((manifest.spec[name] as { template: unknown }).template);
    }
  });
});
