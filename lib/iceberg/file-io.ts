import { together, type PodAccess } from '../credentials/pod-access';
import type { CertificateAuthority } from '../storage/certificate-authority';
import type { AzureStorage } from '../storage/azure-storage';
import type { GoogleStorage } from '../storage/google-storage';
import type { S3Bucket } from '../storage/s3-bucket';
import type { S3Store } from '../storage/s3-store';

/** Iceberg's access to files through Hadoop, and so through `s3a`. */
export const HADOOP_FILE_IO = 'org.apache.iceberg.hadoop.HadoopFileIO';
/** Iceberg's own S3 client. */
export const S3_FILE_IO = 'org.apache.iceberg.aws.s3.S3FileIO';

/** Iceberg's own client of Azure. */
const ADLS_FILE_IO = 'org.apache.iceberg.azure.adlsv2.ADLSFileIO';
/** Iceberg's own client of Google Cloud Storage. */
const GCS_FILE_IO = 'org.apache.iceberg.gcp.gcs.GCSFileIO';

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
      {},
      buckets,
    );
  }

  /**
   * With Iceberg's own S3 client, which needs the jar of `SparkRuntimeProps.icebergAwsBundle`.
   *
   * @param store the store that the catalog puts tables into
   * @throws when the client cannot use the credentials of the store
   */
  public static s3(store: S3Store): FileIo {
    const { options, ...pods } = store._fileIo(`FileIo.s3 of ${store.endpoint}`);
    return new FileIo(
      {
        'io-impl': S3_FILE_IO,
        's3.endpoint': store.endpoint,
        's3.path-style-access': String(store.pathStyle),
        ...options,
        'client.region': store.region,
      },
      {},
      // The gateway of lakeFS refuses the signed trailers that the client adds over plain http otherwise.
      store.tls
        ? pods
        : together(pods, { env: [{ name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' }] }),
      [],
      store.certificateAuthority,
    );
  }

  /**
   * With Iceberg's own client of Azure. The image needs the jar of `iceberg-azure-bundle`.
   *
   * @param storage the storage account that the catalog puts tables into
   */
  public static azure(storage: AzureStorage): FileIo {
    return new FileIo({ 'io-impl': ADLS_FILE_IO, ...storage._fileIoOptions }, {}, storage._pods, []);
  }

  /**
   * With Iceberg's own client of Google Cloud Storage. The image needs the jar of `iceberg-gcp-bundle`.
   *
   * @param storage how it proves who it is
   */
  public static google(storage: GoogleStorage): FileIo {
    return new FileIo({ 'io-impl': GCS_FILE_IO, ...storage._fileIoOptions }, {}, { pods: storage._pods }, []);
  }

  /**
   * As the catalog server says: with Iceberg's own S3 client, whose requests the server signs or for which it hands out keys.
   * No key is in the job. Needs the jar of `SparkRuntimeProps.icebergAwsBundle`.
   */
  public static fromServer(): FileIo {
    return new FileIo({ 'io-impl': S3_FILE_IO }, {}, {}, []);
  }

  private constructor(
    /** @internal */
    public readonly _options: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _sparkConf: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _pods: PodAccess,
    /** @internal */
    public readonly _buckets: S3Bucket[],
    /** @internal */
    public readonly _certificateAuthority?: CertificateAuthority,
  ) {}
}
