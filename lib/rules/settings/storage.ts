import { BRANCH_NAME, REPOSITORY_NAME } from '../../lakefs/names';
import { once } from '../../manifest/once';
import { isSet, type Path } from '../../manifest/plain';
import { variables } from '../../manifest/pods';
import {
  configuredBuckets,
  hasAwsKeys,
  isLakeFs,
  isPrivateEndpoint,
  resolveEndpoint,
  s3aOption,
  hadoopBuckets,
  usedBuckets,
} from '../../manifest/s3a';
import type { Setting, Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { lakefs, s3aDocs, sparkDocs } from '../sources';
import { applicationRule } from '../workload-rule';

interface Store {
  readonly bucket: string;
  readonly endpoint: Setting | undefined;
  readonly path: Path;
}

/** Buckets that are used or configured, each with its endpoint. */
const stores = once((app: Workload): readonly Store[] => {
  const used = hadoopBuckets(app);
  const names = new Map(used.map(({ bucket, path }) => [bucket, path]));
  for (const bucket of configuredBuckets(app)) {
    const place = s3aOption(app, bucket, 'endpoint')?.path;
    if (place !== undefined && !names.has(bucket)) names.set(bucket, place);
  }
  return [...names].map(([bucket, path]) => ({ bucket, path, endpoint: s3aOption(app, bucket, 'endpoint') }));
});

/** Settings may also come from files that nobody sees here. */
function hasHiddenConf({ spec }: Workload): boolean {
  return isSet(spec.hadoopConfigMap) || isSet(spec.sparkConfigMap);
}

const bucketWithoutBlock: Rule = applicationRule({
  id: 'bucket-without-block',
  severity: 'warning',
  summary: 'A bucket without settings of its own, beside buckets of private stores.',
  why: 'Requests for it go to AWS.',
  fix: 'set fs.s3a.bucket.BUCKET.endpoint for it, or one endpoint for all: fs.s3a.endpoint',
  source: s3aDocs('third_party_stores.html'),
  *check(app) {
    if (hasHiddenConf(app) || app.settings.has('spark.hadoop.fs.s3a.endpoint')) return;
    const configured = configuredBuckets(app);
    const isPrivate = [...configured].some((bucket) => {
      const endpoint = s3aOption(app, bucket, 'endpoint')?.value;
      return endpoint !== undefined && isPrivateEndpoint(resolveEndpoint(app, endpoint) ?? '');
    });
    const seen = new Set<string>();
    for (const { bucket, path } of hadoopBuckets(app)) {
      if (!isPrivate || configured.has(bucket) || seen.has(bucket) || bucket.includes('.')) continue;
      seen.add(bucket);
      yield { path, message: `bucket ${bucket} has no endpoint, while others have one` };
    }
  },
});

const bucketWithoutCredentials: Rule = applicationRule({
  id: 'bucket-without-credentials',
  severity: 'warning',
  summary: 'A private store without any credentials.',
  why: 'The store answers 403, after retries that can take minutes.',
  fix: 'set access.key and secret.key of the bucket to ${env.NAME}, with the variables on driver and executor',
  source: s3aDocs('third_party_stores.html'),
  *check(app) {
    const { driver } = app;
    if (
      hasHiddenConf(app) ||
      driver === undefined ||
      isSet(driver.spec.envFrom) ||
      isSet(driver.spec.secrets)
    )
      return;
    // A job may set up its stores itself, from whatever keys it is given.
    if (variables(app, driver).some(({ name }) => /KEY|SECRET|TOKEN|CREDENTIAL|PASSWORD/i.test(name))) return;
    const seen = new Set<string>();
    for (const { bucket, endpoint } of stores(app)) {
      if (endpoint === undefined || seen.has(endpoint.value)) continue;
      if (!isPrivateEndpoint(resolveEndpoint(app, endpoint.value) ?? '')) continue;
      const has = ['access.key', 'aws.credentials.provider', 'security.credential.provider.path'].some(
        (option) => s3aOption(app, bucket, option) !== undefined,
      );
      if (!has) {
        seen.add(endpoint.value);
        yield { path: endpoint.path, message: `nothing gives credentials for bucket ${bucket}` };
      }
    }
  },
});

const sharedGlobalS3Keys: Rule = applicationRule({
  id: 'shared-global-s3-keys',
  severity: 'error',
  summary: 'One key pair for two stores.',
  why: 'Global keys and AWS_* variables hold for every bucket: one of the stores answers 403.',
  fix: 'give each bucket its own access.key and secret.key',
  source: s3aDocs('third_party_stores.html'),
  *check(app) {
    const shared = stores(app).filter(
      ({ bucket, endpoint }) =>
        endpoint !== undefined &&
        !app.settings.has(`spark.hadoop.fs.s3a.bucket.${bucket}.access.key`) &&
        !app.settings.has(`spark.hadoop.fs.s3a.bucket.${bucket}.aws.credentials.provider`),
    );
    const global = app.settings.get('spark.hadoop.fs.s3a.access.key');
    if (global === undefined && !hasAwsKeys(app)) return;
    const first = shared[0]?.endpoint;
    const second = shared.find(({ endpoint }) => endpoint!.value !== first?.value)?.endpoint;
    if (first !== undefined && second !== undefined) {
      yield {
        path: second.path,
        message: `${first.value} and ${second.value} are used with the same keys`,
      };
    }
  },
});

const awsEnvWithBucketKeys: Rule = applicationRule({
  id: 'aws-env-with-bucket-keys',
  severity: 'warning',
  summary: 'AWS_* keys beside keys of the buckets.',
  why: 'Spark copies the variables into the global options: buckets without keys of their own are asked with them.',
  fix: 'name the variables after their store, for example MINIO_ACCESS_KEY_ID, unless S3FileIO needs them',
  source: sparkDocs('cloud-integration.html#authenticating'),
  *check(app) {
    const ownKeys = [...configuredBuckets(app)].some((bucket) =>
      app.settings.has(`spark.hadoop.fs.s3a.bucket.${bucket}.access.key`),
    );
    if (!ownKeys || app.driver === undefined) return;
    const variable = variables(app, app.driver).find(({ name }) => name === 'AWS_ACCESS_KEY_ID');
    if (variable === undefined) return;
    const values = [...app.settings.values()].map(({ value }) => value);
    const usesSdk = values.some((value) => /S3FileIO|GlueCatalog|EnvironmentVariable/.test(value));
    const refersTo = values.some((value) => value.includes('${env.AWS_ACCESS_KEY_ID'));
    if (!usesSdk && !refersTo) {
      yield { path: variable.path, message: 'Spark copies this key into the options of every bucket' };
    }
  },
});

const pathStyleMissing: Rule = applicationRule({
  id: 'path-style-missing',
  severity: 'warning',
  summary: 'A private store without path-style access.',
  why: 'The bucket becomes part of the host name: UnknownHostException for bucket.minio.',
  fix: 'set path.style.access to true (s3.path-style-access in a catalog)',
  source: s3aDocs('third_party_stores.html'),
  *check(app) {
    if (hasHiddenConf(app)) return;
    for (const setting of app.settings.values()) {
      if (!setting.key.endsWith('endpoint')) continue;
      const s3a = /^spark\.hadoop\.fs\.s3a\.(?:bucket\.([^.]+)\.)?endpoint$/.exec(setting.key);
      const catalog = /^(spark\.sql\.catalog\.[^.]+)\.s3\.endpoint$/.exec(setting.key)?.[1];
      if (
        (s3a === null && catalog === undefined) ||
        !isPrivateEndpoint(resolveEndpoint(app, setting.value) ?? '')
      ) {
        continue;
      }
      const style =
        s3a === null
          ? app.settings.get(`${catalog!}.s3.path-style-access`)
          : s3aOption(app, s3a[1], 'path.style.access');
      if (style?.value.toLowerCase() !== 'true') {
        yield {
          path: setting.path,
          message: `${setting.value} is asked for hosts such as BUCKET.${host(app, setting)}`,
        };
      }
    }
  },
});

function host(app: Workload, { value }: Setting): string {
  return (resolveEndpoint(app, value) ?? '').replace(/^[a-z]+:\/\//i, '').replace(/[:/][^]*$/, '');
}

const bucketNameWithDot: Rule = applicationRule({
  id: 'bucket-name-with-dot',
  severity: 'error',
  summary: 'A bucket whose name has a dot, with options of its own.',
  why: 'The dot is ambiguous in fs.s3a.bucket.BUCKET.OPTION: the option goes to another bucket.',
  fix: 'use a bucket without dots',
  *check(app): Iterable<Problem> {
    const dotted = new Set(usedBuckets(app).flatMap(({ bucket }) => (bucket.includes('.') ? [bucket] : [])));
    for (const bucket of dotted) {
      for (const { key, path } of app.settings.values()) {
        if (key.startsWith(`spark.hadoop.fs.s3a.bucket.${bucket}.`)) {
          yield { path, message: `S3A reads this as an option of bucket ${bucket.split('.')[0]!}` };
          return;
        }
      }
    }
  },
});

const sslFlagContradictsEndpoint: Rule = applicationRule({
  id: 'ssl-flag-contradicts-endpoint',
  severity: 'error',
  summary: 'connection.ssl.enabled contradicts the scheme of the endpoint.',
  why: 'One of the two is not what was meant: TLS handshakes fail, or data goes in clear.',
  fix: 'remove connection.ssl.enabled: the scheme of the endpoint says it',
  source: s3aDocs('connecting.html'),
  *check(app) {
    for (const flag of app.settings.values()) {
      if (!flag.key.endsWith('connection.ssl.enabled')) continue;
      const scope = /^(spark\.hadoop\.fs\.s3a\.(?:bucket\.[^.]+\.)?)connection\.ssl\.enabled$/.exec(
        flag.key,
      )?.[1];
      if (scope === undefined) continue;
      const endpoint = resolveEndpoint(app, app.settings.get(`${scope}endpoint`)?.value ?? '') ?? '';
      const scheme = /^(https?):\/\//i.exec(endpoint)?.[1]?.toLowerCase();
      const isOn = { true: true, false: false }[flag.value.toLowerCase()];
      if (scheme !== undefined && isOn !== undefined && isOn !== (scheme === 'https')) {
        yield { path: flag.path, message: `${flag.value}, but the endpoint is ${endpoint}` };
      }
    }
  },
});

const lakeFsIdentifier: Rule = applicationRule({
  id: 'lakefs-identifier',
  severity: 'error',
  summary: 'A repository or branch that lakeFS cannot have.',
  why: 'lakeFS answers 400 without saying why.',
  fix: 'repositories are lower-case letters, digits and dashes (3 to 63), branches letters, digits, dashes and underscores',
  source: lakefs('pkg/catalog/catalog.go#L772'),
  *check(app) {
    for (const { bucket, key, path } of usedBuckets(app)) {
      const endpoint = resolveEndpoint(app, s3aOption(app, bucket, 'endpoint')?.value ?? '');
      if (endpoint === undefined || !isLakeFs(endpoint)) continue;
      const branch = key.split('/')[0]!;
      if (!REPOSITORY_NAME.accepts(bucket)) {
        yield { path, message: `${bucket} is no name of a lakeFS repository` };
      } else if (branch !== '' && !/[${}]/.test(branch) && !BRANCH_NAME.accepts(branch)) {
        yield { path, message: `${branch} is no name of a lakeFS branch` };
      }
    }
  },
});

/** Rules about S3 stores. */
export const STORAGE: RuleGroup = {
  title: 'S3 stores',
  rules: [
    bucketWithoutBlock,
    bucketWithoutCredentials,
    sharedGlobalS3Keys,
    awsEnvWithBucketKeys,
    pathStyleMissing,
    bucketNameWithDot,
    sslFlagContradictsEndpoint,
    lakeFsIdentifier,
  ],
};
