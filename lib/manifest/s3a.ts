import { catalogOf, type Catalog } from './iceberg';
import { once, onceFor } from './once';
import { list, type Path } from './plain';
import { variables } from './pods';
import type { Setting, Workload } from './workload';

/** A use of a bucket by S3A. */
export interface BucketUse {
  /** Name of the bucket. */
  readonly bucket: string;
  /** The rest of the URI, without its first slash. */
  readonly key: string;
  /** Where the URI stands. */
  readonly path: Path;
}

const URI = /\bs3[an]?:\/\/([A-Za-z0-9._-]+)(?:\/([^\s,;'"]*))?/g;

/** Every URI of S3 in the settings, the main file and the arguments, whoever reads it. */
export const usedBuckets = once(({ spec, path, settings }: Workload): readonly BucketUse[] => {
  const texts: { readonly value: string; readonly path: Path }[] = [
    ...settings.values(),
    ...[spec.mainApplicationFile].flatMap((value) =>
      typeof value === 'string' ? [{ value, path: [...path, 'mainApplicationFile'] }] : [],
    ),
    ...list(spec.arguments).flatMap((value, index) =>
      typeof value === 'string' ? [{ value, path: [...path, 'arguments', index] }] : [],
    ),
  ];
  return texts.flatMap(({ value, path: place }) =>
    value.includes('://') ? placesIn(value).map(({ bucket, key }) => ({ bucket, key, path: place })) : [],
  );
});

/** The uses that S3A reads: catalogs with a client of their own for S3 ask for the others. */
export const hadoopBuckets = once((app: Workload): readonly BucketUse[] =>
  usedBuckets(app).filter(({ path }) => {
    const catalog = catalogOf(app, String(path.at(-1)));
    return catalog === undefined || !hasOwnClient(catalog);
  }),
);

/** Kinds of catalogs that read S3 without Hadoop, unless they are told to use it. */
const OWN_CLIENTS: readonly string[] = ['dynamodb', 'glue', 'rest'];

function hasOwnClient({ kind, option }: Catalog): boolean {
  const io = option('io-impl')?.value;
  return io === undefined ? OWN_CLIENTS.includes(kind) : !io.endsWith('.HadoopFileIO');
}

const placesIn = onceFor((value) =>
  [...value.matchAll(URI)].map(([, bucket, key = '']) => ({ bucket: bucket!, key })),
);

/** An option of S3A for a bucket: its own, else the global one. */
export function s3aOption(
  { settings }: Workload,
  bucket: string | undefined,
  option: string,
): Setting | undefined {
  return (
    (bucket === undefined ? undefined : settings.get(`spark.hadoop.fs.s3a.bucket.${bucket}.${option}`)) ??
    settings.get(`spark.hadoop.fs.s3a.${option}`)
  );
}

/** Buckets that have options of their own, as far as their names can be told. */
export const configuredBuckets = once(({ settings }: Workload): ReadonlySet<string> => {
  const result = new Set<string>();
  for (const key of settings.keys()) {
    const bucket = bucketOf(key);
    if (bucket !== undefined) result.add(bucket);
  }
  return result;
});

const bucketOf = onceFor((key) => /^spark\.hadoop\.fs\.s3a\.bucket\.([^.]+)\./.exec(key)?.[1]);

/** An endpoint as the job will see it: `${env.X}` is looked up among the driver's variables. */
export function resolveEndpoint(app: Workload, endpoint: string): string | undefined {
  if (!endpoint.includes('${')) return endpoint;
  const name = /^\$\{env\.([A-Za-z_]\w*)\}$/.exec(endpoint)?.[1];
  return name === undefined || app.driver === undefined
    ? undefined
    : variables(app, app.driver).findLast((variable) => variable.name === name)?.value;
}

/** True for a host inside a cluster or a private network: surely not AWS, and without host names for buckets. */
export const isPrivateEndpoint = onceFor((endpoint): boolean => {
  const host = endpoint
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[:/][^]*$/, '')
    .toLowerCase();
  return (
    host !== '' &&
    (!host.includes('.') ||
      /\.(svc|local|internal|lan)$/.test(host) ||
      host.includes('.svc.') ||
      /^\d+(\.\d+){3}$/.test(host))
  );
});

/** True for an endpoint that, by its host name, is a lakeFS server. */
export function isLakeFs(endpoint: string): boolean {
  return /^(?:https?:\/\/)?[^/]*lakefs/i.test(endpoint);
}

/** True when the driver has an access key of AWS in its environment. */
export function hasAwsKeys(app: Workload): boolean {
  return (
    app.driver !== undefined && variables(app, app.driver).some(({ name }) => name === 'AWS_ACCESS_KEY_ID')
  );
}
