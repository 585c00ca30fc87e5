import { once, onceFor } from './once';
import { resolveEndpoint } from './s3a';
import type { Setting, Workload } from './workload';

/** An endpoint as its client takes it apart. */
export interface Endpoint {
  /** In lower case; undefined when it is left to the client. */
  readonly scheme: string | undefined;
  /** In lower case. */
  readonly host: string;
  /** Undefined when the scheme says it. */
  readonly port: number | undefined;
  /** Without slashes at its end; empty when there is none. */
  readonly path: string;
}

/** Reads an endpoint: without two slashes, what stands before a colon is the host. */
export const endpoint = onceFor((value): Endpoint => {
  const [, scheme, host = '', port, path = ''] =
    /^\s*(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([^?#]*)/.exec(value)!;
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return {
    scheme: scheme?.toLowerCase(),
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    path: path.slice(0, end).trimEnd(),
  };
});

/** A setting that tells a client where a server of S3 is. */
export interface S3Endpoint extends Endpoint {
  /** The setting. */
  readonly setting: Setting;
  /** The endpoint as the job will see it. */
  readonly value: string;
  /** Who connects to it: S3A of Hadoop, or S3FileIO of Iceberg. */
  readonly client: 'S3A' | 'S3FileIO';
  /** The settings of the same client for the same bucket or catalog, by the names that S3A gives them. */
  readonly option: (name: string) => Setting | undefined;
}

const S3A_ENDPOINT = /^(spark\.hadoop\.fs\.s3a\.(?:bucket\.[^.]+\.)?)endpoint$/;
const CATALOG_ENDPOINT = /^(spark\.sql\.catalog\.[^.]+\.)s3\.endpoint$/;

/** What S3FileIO calls the options of S3A. */
const FILE_IO_NAMES: Readonly<Record<string, string>> = { 'endpoint.region': 'client.region' };

/** The endpoints of S3 that a job is told, as far as they can be read. */
export const s3Endpoints = once((app: Workload): readonly S3Endpoint[] => {
  const told = [...app.settings.values()].filter(({ key }) => key.endsWith('endpoint'));
  return told.flatMap((setting): S3Endpoint[] => {
    const s3a = S3A_ENDPOINT.exec(setting.key)?.[1];
    const catalog = CATALOG_ENDPOINT.exec(setting.key)?.[1];
    const value =
      s3a === undefined && catalog === undefined ? undefined : resolveEndpoint(app, setting.value);
    if (value === undefined || value.trim() === '' || /[<>{}$]/.test(value)) return [];
    const option = (name: string) =>
      catalog === undefined
        ? (app.settings.get(`${s3a!}${name}`) ?? app.settings.get(`spark.hadoop.fs.s3a.${name}`))
        : app.settings.get(`${catalog}${FILE_IO_NAMES[name] ?? `s3.${name}`}`);
    return [
      { ...endpoint(value), setting, value, client: catalog === undefined ? 'S3A' : 'S3FileIO', option },
    ];
  });
});

/** What the host of a server of AWS says of it. */
export interface AwsHost {
  /** Undefined for the host of all regions. */
  readonly region: string | undefined;
  /** The bucket, where the host names one. */
  readonly bucket: string | undefined;
}

/** Reads the name of a host of S3 at AWS; undefined for any other. */
export function awsHost(host: string): AwsHost | undefined {
  if (!/\.amazonaws\.com(?:\.cn)?$/.test(host) || host.includes('.vpce.')) return undefined;
  const labels = host.replace(/\.amazonaws\.com(?:\.cn)?$/, '').split('.');
  const start = labels.findIndex((label) => label === 's3' || /^s3-[a-z]/.test(label));
  if (start < 0) return undefined;
  const [service, ...rest] = labels.slice(start) as [string, ...string[]];
  const region = rest.find((label) => REGION.test(label)) ?? /^s3-([a-z].*)$/.exec(service)?.[1];
  return {
    region: region !== undefined && REGION.test(region) ? region : undefined,
    bucket: start === 0 ? undefined : labels.slice(0, start).join('.'),
  };
}

/** A region of AWS. */
const REGION = /^[a-z]{2}(?:-(?:gov|iso[a-f]?))?-[a-z]+-\d{1,2}$/;

/** The region of a zone of AWS, `eu-west-1` of `eu-west-1a`; undefined for what is none. */
export function regionOfZone(value: string): string | undefined {
  const region = /^(.*\d)[a-f]$/.exec(value)?.[1];
  return region !== undefined && REGION.test(region) ? region : undefined;
}
