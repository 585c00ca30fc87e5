import { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { AccessKeys } from '../credentials/access-keys';
import { Credentials } from '../credentials/credentials';
import type { ClientAccess } from '../credentials/pod-access';
import { show, TextForm } from '../problems';
import { PropReader } from '../spark/prop-reader';
import type { CertificateAuthority } from './certificate-authority';
import { S3Bucket } from './s3-bucket';
import type { S3ClientProps, S3StoreProps } from './s3-store-props';

/** A wrong one may hold a password. */
const ENDPOINT = new TextForm({
  pattern: /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?\/?$/,
  of: 'http:// or https://, a host and perhaps a port, and nothing else',
  example: 'http://minio:9000',
  hidden: true,
});

const CONTRADICTION = /^(?:http:\/\/[^/@]+:443|https:\/\/[^/@]+:80)\/?$/;

/** A regional endpoint of AWS. */
const AWS_HOST = /^https?:\/\/s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?:\.cn)?\/?$/;

const AWS_REGION = new TextForm({
  pattern: /^[a-z]{2}(?:-[a-z]+)+-\d+$/,
  of: 'a region of AWS',
  example: 'eu-central-1',
});

/** Hadoop reads a dash in `${env.NAME}` as the start of a default. */
const ENV_PREFIX = new TextForm({
  pattern: /^(?!AWS$)[A-Z][A-Z0-9_]*$/,
  of: 'upper-case letters, digits and underscores that start with a letter, and not AWS, whose secret key Spark copies into its settings in plain text',
  example: 'MINIO',
});

/** An S3-compatible store and how Spark reaches it. Add its buckets to an application. */
export class S3Store {
  /**
   * S3 of AWS in a region, asked by the host names of its buckets.
   *
   * @param region the region of the buckets
   * @param props how Spark reaches it
   * @throws when it is no region, or a prop cannot work
   */
  public static aws(region: string, props: S3ClientProps): S3Store {
    const reader = new PropReader();
    reader.require('region', region, AWS_REGION);
    reader.throwFor('S3 store');
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return new S3Store({ ...props, endpoint: `https://s3.${region}.${domain}`, region, pathStyle: false });
  }

  /** Where the store answers, without a slash at the end. */
  public readonly endpoint: string;
  /** How Spark proves who it is. */
  public readonly credentials: Credentials;
  /** The access keys, by reference; undefined for a store without. */
  public readonly keys?: AccessKeys;
  /** Who signed the certificate of the store; undefined for a public certificate authority. */
  public readonly certificateAuthority?: CertificateAuthority;
  /** Signing region. */
  public readonly region: string;
  /** Whether the bucket stands in the path of a request. */
  public readonly pathStyle: boolean;
  /** Whether connections are encrypted: true for `https://`. */
  public readonly tls: boolean;
  /** First part of the names of the environment variables; undefined when there are none. */
  public readonly envPrefix?: string;
  /** How often one request is tried. */
  public readonly maxAttempts: number;
  /** How often S3A repeats an operation that failed for a passing reason. */
  public readonly retryLimit: number;
  /** How long a connection may take. */
  public readonly connectTimeout: Duration;
  private readonly buckets = new Map<string, S3Bucket>();

  /** @throws when the endpoint, the prefix, the credentials or a limit cannot work, listing all of them */
  public constructor(props: S3StoreProps) {
    const reader = new PropReader();
    const awsRegion = AWS_HOST.exec(props.endpoint)?.[1];
    this.credentials = credentialsOf(reader, props);
    this.keys = this.credentials._keys;
    this.certificateAuthority = props.certificateAuthority;
    this.region = props.region ?? awsRegion ?? 'us-east-1';
    this.pathStyle = props.pathStyle ?? true;
    this.envPrefix = props.envPrefix ?? (this.keys && prefixOf(this.keys.secretName));
    this.maxAttempts = props.maxAttempts ?? 3;
    this.retryLimit = props.retryLimit ?? 3;
    this.connectTimeout = props.connectTimeout ?? Duration.seconds(5);
    reader.require('endpoint', props.endpoint, ENDPOINT);
    if (CONTRADICTION.test(props.endpoint)) {
      const meaning = 'http:// means no TLS, https:// means TLS';
      reader.report(
        'endpoint',
        `is ${show(props.endpoint)}, with a port that contradicts its scheme; ${meaning}`,
      );
    }
    if (this.envPrefix !== undefined) {
      reader.require(prefixOrigin(props.envPrefix, this.keys), this.envPrefix, ENV_PREFIX);
    }
    if (props.certificateAuthority !== undefined && props.endpoint.startsWith('http://')) {
      reader.report(
        'certificateAuthority',
        'is for https:// and the endpoint is http://; leave it out, or use https://',
      );
    }
    reader.text('region', this.region);
    if (awsRegion !== undefined && awsRegion !== this.region) {
      reader.report('region', `is ${show(this.region)} and that of the endpoint ${awsRegion}; leave it out`);
    }
    reader.integer('maxAttempts', this.maxAttempts, 1);
    reader.integer('retryLimit', this.retryLimit, 1);
    reader.milliseconds('connectTimeout', this.connectTimeout);
    reader.throwFor('S3 store');
    this.endpoint = props.endpoint.replace(/\/$/, '');
    this.tls = this.endpoint.startsWith('https://');
  }

  /**
   * A bucket of this store, for `application.with(store.bucket('raw'))`.
   *
   * @param name the bucket
   */
  public bucket(name: string): S3Bucket {
    let bucket = this.buckets.get(name);
    if (bucket === undefined) this.buckets.set(name, (bucket = new S3Bucket(this, name)));
    return bucket;
  }

  /**
   * The variables of the store in driver and executors: `<PREFIX>_ENDPOINT_URL`, and with access keys
   * `<PREFIX>_ACCESS_KEY_ID` and `<PREFIX>_SECRET_ACCESS_KEY` as references to the Secret.
   */
  public get env(): k8s.EnvVar[] {
    const { envPrefix } = this;
    if (envPrefix === undefined) return [];
    return [
      { name: `${envPrefix}_ENDPOINT_URL`, value: this.endpoint },
      ...(this.keys?.env(envPrefix) ?? []),
    ];
  }

  /**
   * What S3A of a Hadoop is told, and what its pods need.
   *
   * @param subject who asks, for the error
   * @param hadoop the version; unless given, the newest
   * @throws when this S3A cannot use the credentials
   * @internal
   */
  public _s3a(subject: string, hadoop?: string): ClientAccess {
    return this.access(subject, this.credentials._s3a({ ...this.client, hadoop }));
  }

  /**
   * The same for Iceberg's own client.
   * @internal
   */
  public _fileIo(subject: string): ClientAccess {
    return this.access(subject, this.credentials._fileIo(this.client));
  }

  private get client(): { prefix: string | undefined; region: string } {
    return { prefix: this.envPrefix, region: this.region };
  }

  private access(subject: string, access: ClientAccess | string): ClientAccess {
    if (typeof access === 'string') throw new Error(`${subject}: ${access}`);
    return { ...access, env: [...this.env, ...(access.env ?? [])] };
  }
}

function credentialsOf(reader: PropReader, { keys, credentials }: S3ClientProps): Credentials {
  if (keys !== undefined && credentials !== undefined) {
    reader.add('keys and credentials are both given; give one of them');
  }
  if (keys !== undefined) return Credentials.accessKeys(keys);
  if (credentials !== undefined) return credentials;
  reader.report(
    'credentials',
    'is missing; give keys, Credentials.podIdentity(…), or Credentials.none() for public data',
  );
  return Credentials.none();
}

function prefixOf(secretName: string): string {
  return secretName
    .replace(/-credentials$/, '')
    .replace(/[-.]/g, '_')
    .toUpperCase();
}

function prefixOrigin(given: string | undefined, keys: AccessKeys | undefined): string {
  return given === undefined ? `envPrefix (from the Secret ${show(keys!.secretName)})` : 'envPrefix';
}
