import type { k8s } from 'cdk8s-plus-28';
import type { S3Bucket } from '../storage/s3-bucket';
import type { S3Store } from '../storage/s3-store';

/** Iceberg's access to files through Hadoop, and so through `s3a`. */
export const HADOOP_FILE_IO = 'org.apache.iceberg.hadoop.HadoopFileIO';
/** Iceberg's own S3 client. */
export const S3_FILE_IO = 'org.apache.iceberg.aws.s3.S3FileIO';

/** How a session reads and writes the files of a REST catalog. */
export class FileIo {
  /**
   * Through Hadoop's `s3a`, with the settings of the buckets.
   *
   * @param buckets the buckets that the catalog puts tables into
   */
  public static hadoop(...buckets: S3Bucket[]): FileIo {
    return new FileIo(
      { 'io-impl': HADOOP_FILE_IO },
      // REST catalogs hand out locations that begin with s3://.
      { 'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem' },
      [],
      buckets,
    );
  }

  /**
   * With Iceberg's own S3 client, which needs the jar of `SparkRuntimeProps.icebergAwsBundle`.
   *
   * @param store the store that the catalog puts tables into
   */
  public static s3(store: S3Store): FileIo {
    return new FileIo(
      {
        'io-impl': S3_FILE_IO,
        's3.endpoint': store.endpoint,
        's3.path-style-access': String(store.pathStyle),
        's3.access-key-id': `env:${store.envPrefix}_ACCESS_KEY_ID`,
        's3.secret-access-key': `env:${store.envPrefix}_SECRET_ACCESS_KEY`,
        'client.region': store.region,
      },
      {},
      [
        ...store.env,
        // The gateway of lakeFS refuses the signed trailers that the client adds over plain http otherwise.
        ...(store.tls ? [] : [{ name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' }]),
      ],
      [],
    );
  }

  private constructor(
    /** @internal */
    public readonly _options: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _sparkConf: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _env: readonly k8s.EnvVar[],
    /** @internal */
    public readonly _buckets: S3Bucket[],
  ) {}
}
