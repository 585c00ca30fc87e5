import { SparkFeature, type SparkContribution } from '../spark/spark-feature';
import { matches, refuse } from '../problems';
import type { S3Store } from './s3-store';

/** Hadoop's own provider, the same class in 3.3 and 3.4; never asks a metadata service. */
const PROVIDER = 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider';

/** A bucket as Spark reaches it with `s3a://`: its settings, and its keys on driver and executors. */
export class S3Bucket extends SparkFeature {
  /** `S3 bucket <name> at <endpoint>`. */
  public readonly description: string;

  /**
   * @param store the store that has the bucket
   * @param name the bucket
   * @throws when the name is not one that S3A can take per-bucket settings for
   */
  constructor(
    /** The store that has the bucket. */
    public readonly store: S3Store,
    /** Name of the bucket. */
    public readonly name: string,
  ) {
    super();
    this.description = `S3 bucket ${name} at ${store.endpoint}`;
    refuse('S3 bucket', [nameProblem(name)]);
  }

  public contribute(): SparkContribution {
    const { store } = this;
    const settings = {
      endpoint: store.endpoint,
      'endpoint.region': store.region,
      'path.style.access': String(store.pathStyle),
      'connection.ssl.enabled': String(store.tls),
      'aws.credentials.provider': PROVIDER,
      'access.key': `\${env.${store.envPrefix}_ACCESS_KEY_ID}`,
      'secret.key': `\${env.${store.envPrefix}_SECRET_ACCESS_KEY}`,
      'attempts.maximum': String(store.maxAttempts),
      'retry.limit': String(store.retryLimit),
      'connection.establish.timeout': String(store.connectTimeout.toMilliseconds()),
    };
    return {
      sparkConf: Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [
          `spark.hadoop.fs.s3a.bucket.${this.name}.${key}`,
          value,
        ]),
      ),
      env: store.env,
    };
  }
}

function nameProblem(name: string): string | undefined {
  if (matches(/\./, name)) {
    return (
      `name ${JSON.stringify(name)} has a dot: the settings of such a bucket, fs.s3a.bucket.${name}.*, are ambiguous; ` +
      'use a bucket without dots'
    );
  }
  return matches(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, name)
    ? undefined
    : `name ${JSON.stringify(name)} must be 3 to 63 lower-case letters, digits and dashes, with no dash at an end`;
}
