import { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { AccessKeys } from '../credentials/access-keys';
import { show, TextForm } from '../problems';
import { PropReader } from '../spark/prop-reader';
import { S3Bucket } from './s3-bucket';

/** An S3-compatible store: MinIO, Ceph, the gateway of lakeFS, AWS itself. */
export interface S3StoreProps {
  /** Where the store answers: `http://` or `https://`, a host, and a port if it is not the usual one. */
  readonly endpoint: string;
  /** The access keys, by reference. */
  readonly keys: AccessKeys;
  /**
   * Signing region. MinIO and lakeFS accept any.
   * @default 'us-east-1'
   */
  readonly region?: string;
  /**
   * Whether the bucket stands in the path of a request (`http://minio:9000/bucket`) and not in its host name.
   * @default true
   */
  readonly pathStyle?: boolean;
  /**
   * First part of the names of the environment variables, `MINIO` for `MINIO_ACCESS_KEY_ID`. Stores with
   * different endpoints or keys need different prefixes.
   * @default - from the name of the Secret, without an ending `-credentials`: `minio-credentials` gives `MINIO`
   */
  readonly envPrefix?: string;
  /**
   * How often one request is tried. Together with the next two this turns minutes of silence at a wrong key or a
   * wrong port into seconds; Hadoop's own defaults wait for up to 14 minutes.
   * @default 3
   */
  readonly maxAttempts?: number;
  /**
   * How often S3A repeats an operation that failed for a passing reason.
   * @default 3
   */
  readonly retryLimit?: number;
  /**
   * How long a connection may take. Hadoop 3.4 raises less than 15 seconds to 15 seconds.
   * @default Duration.seconds(5)
   */
  readonly connectTimeout?: Duration;
}

/** A wrong one may hold a password. */
const ENDPOINT = new TextForm({
  pattern: /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?\/?$/,
  of: 'http:// or https://, a host and perhaps a port, and nothing else',
  example: 'http://minio:9000',
  hidden: true,
});

const CONTRADICTION = /^(?:http:\/\/[^/@]+:443|https:\/\/[^/@]+:80)\/?$/;

/** Hadoop reads a dash in `${env.NAME}` as the start of a default. */
const ENV_PREFIX = new TextForm({
  pattern: /^(?!AWS$)[A-Z][A-Z0-9_]*$/,
  of: 'upper-case letters, digits and underscores that start with a letter, and not AWS, whose secret key Spark copies into its settings in plain text',
  example: 'MINIO',
});

/** An S3-compatible store and how Spark reaches it. Add its buckets to an application. */
export class S3Store {
  /** Where the store answers, without a slash at the end. */
  public readonly endpoint: string;
  /** The access keys, by reference. */
  public readonly keys: AccessKeys;
  /** Signing region. */
  public readonly region: string;
  /** Whether the bucket stands in the path of a request. */
  public readonly pathStyle: boolean;
  /** Whether connections are encrypted: true for `https://`. */
  public readonly tls: boolean;
  /** First part of the names of the environment variables. */
  public readonly envPrefix: string;
  /** How often one request is tried. */
  public readonly maxAttempts: number;
  /** How often S3A repeats an operation that failed for a passing reason. */
  public readonly retryLimit: number;
  /** How long a connection may take. */
  public readonly connectTimeout: Duration;

  /** @throws when the endpoint, the prefix or a limit cannot work, listing all of them */
  public constructor(props: S3StoreProps) {
    this.keys = props.keys;
    this.region = props.region ?? 'us-east-1';
    this.pathStyle = props.pathStyle ?? true;
    this.envPrefix = props.envPrefix ?? prefixOf(props.keys.secretName);
    this.maxAttempts = props.maxAttempts ?? 3;
    this.retryLimit = props.retryLimit ?? 3;
    this.connectTimeout = props.connectTimeout ?? Duration.seconds(5);
    const reader = new PropReader();
    reader.require('endpoint', props.endpoint, ENDPOINT);
    if (CONTRADICTION.test(props.endpoint)) {
      const meaning = 'http:// means no TLS, https:// means TLS';
      reader.report(
        'endpoint',
        `is ${show(props.endpoint)}, with a port that contradicts its scheme; ${meaning}`,
      );
    }
    reader.require(prefixOrigin(props), this.envPrefix, ENV_PREFIX);
    reader.text('region', this.region);
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
    return new S3Bucket(this, name);
  }

  /**
   * The variables that driver and executors need: `<PREFIX>_ENDPOINT_URL`, `<PREFIX>_ACCESS_KEY_ID` and
   * `<PREFIX>_SECRET_ACCESS_KEY`, the last two as references to the Secret.
   */
  public get env(): k8s.EnvVar[] {
    return [
      { name: `${this.envPrefix}_ENDPOINT_URL`, value: this.endpoint },
      ...this.keys.env(this.envPrefix),
    ];
  }
}

function prefixOf(secretName: string): string {
  return secretName
    .replace(/-credentials$/, '')
    .replace(/[-.]/g, '_')
    .toUpperCase();
}

function prefixOrigin(props: S3StoreProps): string {
  return props.envPrefix === undefined
    ? `envPrefix (from the Secret ${show(props.keys.secretName)})`
    : 'envPrefix';
}
