import { APPLICATION, change } from '../harness';
import { type Boundary, conf } from './boundary';

const meta = (kind: string, name: string, more: object): string =>
  JSON.stringify({ kind, metadata: { name, namespace: 'data' }, ...more });
const quota = (hard: object): string => meta('ResourceQuota', 'team', { spec: { hard } });
const limits = (limit: object): string =>
  meta('LimitRange', 'sizes', { spec: { limits: [{ type: 'Container', ...limit }] } });
const policy = (ports: readonly number[]): string =>
  meta('NetworkPolicy', 'driver', {
    spec: {
      podSelector: { matchLabels: { 'spark-role': 'driver' } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: ports.map((port) => ({ port })) }],
    },
  });
const VOLUME = {
  'spec.volumes': [
    { name: 'tmp', emptyDir: {} },
    { name: 'ca', secret: { secretName: 'ca' } },
  ],
};
const CLAIM = {
  'spec.volumes': [
    { name: 'tmp', emptyDir: {} },
    { name: 'work', persistentVolumeClaim: { claimName: 'work' } },
  ],
};
const mounts = (path: string, more: object = {}) => [
  { name: 'tmp', mountPath: '/tmp' },
  { name: 'ca', mountPath: path, ...more },
];
const claim = (namespace: string, mode: string): string =>
  JSON.stringify({
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'work', namespace },
    spec: { accessModes: [mode] },
  });
const work = (readers: number) =>
  Array.from({ length: readers }, () => ({ name: 'work', mountPath: '/work' }));
const IRSA = JSON.stringify({
  kind: 'ServiceAccount',
  metadata: {
    name: 'spark',
    namespace: 'data',
    annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/lake' },
  },
});
const SPARK_ACCOUNT = meta('ServiceAccount', 'spark', {});
const BOUND = meta('RoleBinding', 'spark', {
  subjects: [{ kind: 'ServiceAccount', name: 'spark' }],
  roleRef: { kind: 'ClusterRole', name: 'edit' },
});
const PROVIDER = 'spark.hadoop.fs.s3a.aws.credentials.provider';
const OAUTH = {
  'fs.azure.account.oauth.provider.type':
    'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider',
};
const LABEL = 'azure.workload.identity/use';

/** Boundaries of the rules about what stands in the namespace of an application. */
export const NAMESPACE_BOUNDARIES: readonly Boundary[] = [
  [
    'quota-limit-missing',
    'spec.driver.coreLimit',
    undefined,
    '1',
    {
      given: { 'spec.executor.coreLimit': '1' },
      beside: [quota({ 'limits.cpu': '9' })],
    },
  ],
  [
    'limit-range-refuses',
    'spec.executor.coreLimit',
    undefined,
    '1',
    {
      given: { 'spec.driver.coreLimit': '1' },
      beside: [limits({ default: { cpu: '500m' } })],
    },
  ],
  [
    'quota-too-small',
    'spec.executor.memory',
    '4g',
    '2g',
    {
      beside: [quota({ 'requests.memory': '6Gi' })],
      given: { 'spec.executor.instances': 1 },
      path: 'spec.executor.instances',
    },
  ],
  [
    'quota-jobs-together',
    'spec.hard',
    { pods: '5' },
    { pods: '6' },
    {
      base: quota({}),
      path: 'spec.hard.pods',
      beside: [APPLICATION, change(APPLICATION, { 'metadata.name': 'other' })],
    },
  ],
  ['quota-fewer-executors', 'spec.executor.instances', 3, 2, { beside: [quota({ pods: '3' })] }],
  [
    'network-policy-shut',
    'spec.sparkConf',
    { 'spark.driver.port': '7077' },
    { 'spark.driver.port': '7078' },
    {
      beside: [policy([7078, 7079])],
      path: 'spec.driver',
    },
  ],
  [
    'file-mode-decimal',
    'spec/volumes/1/secret/defaultMode',
    444,
    292,
    {
      given: VOLUME,
      path: 'spec.volumes[1].secret.defaultMode',
    },
  ],
  [
    'file-mode-invalid',
    'spec/volumes/1/secret/defaultMode',
    512,
    511,
    {
      given: VOLUME,
      path: 'spec.volumes[1].secret.defaultMode',
    },
  ],
  [
    'sub-path-invalid',
    'spec.driver.volumeMounts',
    mounts('/ca', { subPath: 'a/../b' }),
    mounts('/ca', { subPath: 'a/..b' }),
    {
      given: VOLUME,
      path: 'spec.driver.volumeMounts[1].subPath',
    },
  ],
  [
    'sub-path-missing',
    'spec.driver.volumeMounts',
    mounts('/ca', { subPath: 'ca.pem' }),
    mounts('/ca', { subPath: 'ca.crt' }),
    {
      given: {
        'spec.volumes': [
          { name: 'tmp', emptyDir: {} },
          { name: 'ca', configMap: { name: 'ca' } },
        ],
      },
      path: 'spec.driver.volumeMounts[1].subPath',
      beside: [meta('ConfigMap', 'ca', { data: { 'ca.crt': 'x' } })],
    },
  ],
  [
    'file-mounted-as-folder',
    'spec.driver.volumeMounts',
    mounts('/etc/ca.crt'),
    mounts('/etc/ca.crt', { subPath: 'ca.crt' }),
    {
      given: VOLUME,
      path: 'spec.driver.volumeMounts[1].mountPath',
    },
  ],
  [
    'mount-path-of-spark',
    'spec.driver.volumeMounts',
    mounts('/opt/spark/conf/'),
    mounts('/opt/spark/conf/more'),
    {
      given: VOLUME,
      path: 'spec.driver.volumeMounts[1].mountPath',
    },
  ],
  [
    'claim-of-one-node',
    'spec.executor.volumeMounts',
    work(1),
    [],
    {
      given: { ...CLAIM, 'spec.driver.volumeMounts': work(1) },
      beside: [claim('data', 'ReadWriteOnce')],
      path: 'spec.volumes[1].persistentVolumeClaim',
    },
  ],
  [
    'claim-in-other-namespace',
    'metadata.namespace',
    'data',
    'other',
    {
      given: CLAIM,
      beside: [claim('other', 'ReadWriteMany')],
      path: 'spec.volumes[1].persistentVolumeClaim.claimName',
    },
  ],
  [
    'typed-secret-key',
    'spec.driver.secrets',
    [{ name: 'gcs', path: '/a', secretType: 'GCPServiceAccount' }],
    [{ name: 'gcs', path: '/a', secretType: 'Generic' }],
    {
      beside: [meta('SealedSecret', 'gcs', { spec: { encryptedData: { 'credentials.json': 'x' } } })],
      path: 'spec.driver.secrets[0]',
    },
  ],
  [
    'web-identity-unread',
    conf(PROVIDER),
    undefined,
    'com.amazonaws.auth.WebIdentityTokenCredentialsProvider',
    {
      given: { 'spec.arguments': ['s3a://lake/orders'] },
      beside: [IRSA, BOUND],
    },
  ],
  [
    'identity-mark-unread',
    'metadata.annotations',
    { 'eks.amazonaws.com/rolearn': 'arn:aws:iam::111122223333:role/lake' },
    { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/lake' },
    { base: SPARK_ACCOUNT, path: 'metadata.annotations["eks.amazonaws.com/rolearn"]' },
  ],
  [
    'identity-mark-invalid',
    'metadata.annotations',
    { 'eks.amazonaws.com/role-arn': 'lake' },
    { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/lake' },
    { base: SPARK_ACCOUNT, path: 'metadata.annotations["eks.amazonaws.com/role-arn"]' },
  ],
  [
    'azure-identity-label',
    'spec.executor.labels',
    { [LABEL]: 'True' },
    { [LABEL]: 'true' },
    {
      given: {
        'spec.sparkVersion': '4.0.1',
        'spec.hadoopConf': OAUTH,
        'spec.driver.labels': { [LABEL]: 'true' },
      },
    },
  ],
  [
    'trust-store-is-pem',
    'spec.driver.javaOptions',
    '-Djavax.net.ssl.trustStore=/ca/ca.crt',
    '-Djavax.net.ssl.trustStore=/ca/ca.p12',
  ],
  [
    'jvm-file-unmounted',
    'spec.executor.javaOptions',
    '-javaagent:/jars/agent.jar=8090',
    '-javaagent:/opt/agent.jar',
    {
      given: { 'spec.driver.configMaps': [{ name: 'jars', path: '/jars' }] },
    },
  ],
  [
    'trust-store-of-one-role',
    'spec.executor.javaOptions',
    undefined,
    '-Djavax.net.ssl.trustStore=/opt/ca.p12',
    {
      given: {
        'spec.driver.javaOptions': '-Djavax.net.ssl.trustStore=/opt/ca.p12',
        'spec.sparkConf': {
          'spark.hadoop.fs.s3a.endpoint': 'https://minio:9000',
          'spark.hadoop.fs.s3a.path.style.access': 'true',
          [PROVIDER]: 'org.example.Provider',
        },
      },
    },
  ],
];

const RULE = (port: number) => [{ ports: [{ port }] }];

/** Boundaries of the rules about policies of the network and images of a release. */
export const NETWORK_BOUNDARIES: readonly Boundary[] = [
  [
    'network-policy-no-way-out',
    'spec.executor.labels',
    {},
    { way: 'out' },
    {
      beside: [
        meta('NetworkPolicy', 'shut', {
          spec: {
            podSelector: {
              matchExpressions: [
                { key: 'way', operator: 'DoesNotExist' },
                { key: 'spark-role', operator: 'In', values: ['executor'] },
              ],
            },
            policyTypes: ['Egress'],
            egress: [{ to: [{ podSelector: {} }] }],
          },
        }),
      ],
      path: 'spec.executor',
    },
  ],
  [
    'webhook-policy-port',
    'spec.ingress',
    RULE(443),
    RULE(9443),
    {
      base: meta('NetworkPolicy', 'webhook', {
        spec: {
          podSelector: {
            matchLabels: {
              'app.kubernetes.io/name': 'spark-operator',
              'app.kubernetes.io/component': 'webhook',
            },
          },
        },
      }),
    },
  ],
  [
    'operator-image-moved',
    'image',
    { registry: 'docker.io', repository: 'kubeflow/spark-operator' },
    { registry: 'r.example', repository: 'kubeflow/spark-operator' },
    {
      base: 'spark: {jobNamespaces: [data]}',
      path: 'image.repository',
    },
  ],
  [
    'operator-image-registry-twice',
    'image',
    { repository: 'r.example/operator' },
    { registry: '', repository: 'r.example/operator' },
    {
      base: 'spark: {jobNamespaces: [data]}',
      path: 'image.repository',
    },
  ],
];
