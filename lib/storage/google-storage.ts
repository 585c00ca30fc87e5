import type { PodIdentity } from '../credentials/pod-identity';
import { OBJECT_NAME } from '../kubernetes-names';
import { Problems } from '../problems';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { SparkSecretType, type SparkPodProps } from '../spark/spark-pod-props';

/** How Spark proves to Google Cloud Storage who it is: one of the three. */
export interface GoogleStorageProps {
  /**
   * The identity of the pods, by GKE Workload Identity.
   * @default - keySecret or publicData
   */
  readonly identity?: PodIdentity;
  /**
   * Secret with the key of a service account as `key.json`.
   * @default - identity or publicData
   */
  readonly keySecret?: string;
  /**
   * True to prove nothing, for public data.
   * @default false
   */
  readonly publicData?: boolean;
}

const KEY_FOLDER = '/var/run/secrets/google';

/**
 * Google Cloud Storage as Spark reaches it with `gs://`: one for a job, since the connector knows one identity. The image needs
 * the shaded jar of gcs-connector for Hadoop 3.
 */
export class GoogleStorage extends SparkFeature {
  /** `Google Cloud Storage`. */
  public readonly description = 'Google Cloud Storage';

  /**
   * @param props how Spark proves who it is
   * @throws when not one of the three is given
   */
  public constructor(private readonly props: GoogleStorageProps) {
    super();
    const { identity, keySecret, publicData = false } = props;
    const problems = new Problems();
    const given = [identity !== undefined, keySecret !== undefined, publicData].filter((is) => is);
    if (given.length !== 1) problems.add('give one of identity, keySecret and publicData');
    if (keySecret !== undefined) problems.require('keySecret', keySecret, OBJECT_NAME);
    if (identity !== undefined && identity._source.kind !== 'google') {
      problems.report(
        'identity',
        `is ${identity.description}, which Google does not know; use PodIdentity.gkeWorkloadIdentity`,
      );
    }
    problems.throwFor(this.description);
  }

  public contribute(): SparkContribution {
    return { pods: this._pods, sparkConf: this.settings, jars: [] };
  }

  /**
   * What driver and executors need.
   * @internal
   */
  public get _pods(): SparkPodProps {
    const { keySecret } = this.props;
    if (keySecret === undefined) return {};
    const secretType = SparkSecretType.GCP_SERVICE_ACCOUNT;
    return { secrets: [{ name: keySecret, path: KEY_FOLDER, secretType }] };
  }

  /**
   * What Iceberg's own client is told: nothing where Google's library finds the identity or the mounted key.
   * @internal
   */
  public get _fileIoOptions(): Record<string, string> {
    return this.props.publicData === true ? { 'gcs.no-auth': 'true' } : {};
  }

  /** The connector 2.x ignores `auth.type` and 3.x the switches; both ask the metadata server when told nothing. */
  private get settings(): Record<string, string> {
    const option = (name: string): string => `spark.hadoop.fs.gs.${name}`;
    const classes = {
      [option('impl')]: 'com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem',
      'spark.hadoop.fs.AbstractFileSystem.gs.impl': 'com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS',
    };
    if (this.props.keySecret !== undefined) {
      return {
        ...classes,
        [option('auth.type')]: 'SERVICE_ACCOUNT_JSON_KEYFILE',
        [option('auth.service.account.json.keyfile')]: `${KEY_FOLDER}/key.json`,
      };
    }
    if (this.props.publicData !== true) return classes;
    return {
      ...classes,
      [option('auth.type')]: 'UNAUTHENTICATED',
      [option('auth.service.account.enable')]: 'false',
      [option('auth.null.enable')]: 'true',
    };
  }
}
