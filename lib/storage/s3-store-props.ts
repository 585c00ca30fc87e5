import type { Duration } from 'cdk8s';
import type { AccessKeys } from '../credentials/access-keys';
import type { Credentials } from '../credentials/credentials';
import type { CertificateAuthority } from './certificate-authority';

/** How Spark reaches a store of S3, wherever it is. */
export interface S3ClientProps {
  /**
   * The access keys, by reference: short for `credentials: Credentials.accessKeys(keys)`.
   * @default - credentials
   */
  readonly keys?: AccessKeys;
  /**
   * How Spark proves who it is.
   * @default - keys
   */
  readonly credentials?: Credentials;
  /**
   * Who signed the certificate of the store, where that is nobody whom Java trusts by itself.
   * @default - a public certificate authority
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * First part of the names of the environment variables, `MINIO` for `MINIO_ACCESS_KEY_ID`. Stores with
   * different endpoints or keys need different prefixes.
   * @default - from the name of the Secret, without an ending `-credentials`: `minio-credentials` gives `MINIO`; without a
   * Secret there are no such variables
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

/** An S3-compatible store: MinIO, Ceph, the gateway of lakeFS, AWS itself. */
export interface S3StoreProps extends S3ClientProps {
  /** Where the store answers: `http://` or `https://`, a host, and a port if it is not the usual one. */
  readonly endpoint: string;
  /**
   * Signing region. MinIO and lakeFS accept any.
   * @default - the region in a host name of AWS, else `us-east-1`
   */
  readonly region?: string;
  /**
   * Whether the bucket stands in the path of a request (`http://minio:9000/bucket`) and not in its host name.
   * @default true
   */
  readonly pathStyle?: boolean;
}
