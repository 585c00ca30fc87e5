import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { Problems, TextForm } from '../problems';
import { SparkJar } from '../spark/spark-jar';
import type { SparkTarget } from '../spark/spark-target';
import type { S3Store } from './s3-store';

const BUCKET_NAME = new TextForm({
  pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
  of: 'lower-case letters, digits and dashes, with no dash at an end (a dot would make fs.s3a.bucket.<name>.* ambiguous)',
  example: 'dlt-data',
  minLength: 3,
  maxLength: 63,
});

/** A bucket as Spark reaches it with `s3a://`: its settings, and its keys on driver and executors. */
export class S3Bucket extends SparkFeature {
  /** `S3 bucket <name> at <endpoint>`. */
  public readonly description: string;
  /** By the version of Hadoop: applications that share the bucket have it rendered once. */
  private readonly contributions = new Map<string | undefined, SparkContribution>();

  /**
   * @param store the store that has the bucket
   * @param name the bucket
   * @throws when the name is not one that S3A can take per-bucket settings for
   */
  public constructor(
    /** The store that has the bucket. */
    public readonly store: S3Store,
    /** Name of the bucket. */
    public readonly name: string,
  ) {
    super();
    this.description = `S3 bucket ${name} at ${store.endpoint}`;
    const problems = new Problems();
    problems.require('name', name, BUCKET_NAME);
    problems.throwFor('S3 bucket');
  }

  /**
   * What is wrong with tables that keep their address in this bucket for ever; undefined when nothing is.
   *
   * @param path the folder of the tables, without a slash at the start
   */
  public warehouseProblem(path: string): string | undefined {
    return /^\/|\/\//.test(path)
      ? 'has an empty folder in it, //, which Hadoop leaves out and other readers do not; write one slash'
      : undefined;
  }

  /** The certificate authority of the store. */
  public override get includes(): SparkFeature[] {
    const { certificateAuthority } = this.store;
    return certificateAuthority === undefined ? [] : [certificateAuthority];
  }

  public contribute(): SparkContribution {
    return this._contributeTo({});
  }

  /** @internal */
  public override _contributeTo({ hadoop }: SparkTarget): SparkContribution {
    let contribution = this.contributions.get(hadoop);
    if (contribution === undefined) this.contributions.set(hadoop, (contribution = this.settingsFor(hadoop)));
    return contribution;
  }

  private settingsFor(hadoop: string | undefined): SparkContribution {
    const { store } = this;
    const { options, ...pods } = store._s3a(this.description, hadoop);
    const settings = {
      endpoint: store.endpoint,
      'endpoint.region': store.region,
      'path.style.access': String(store.pathStyle),
      'connection.ssl.enabled': String(store.tls),
      ...options,
      'attempts.maximum': String(store.maxAttempts),
      'retry.limit': String(store.retryLimit),
      'connection.establish.timeout': String(store.connectTimeout.toMilliseconds()),
    };
    return {
      ...pods,
      sparkConf: Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [
          `spark.hadoop.fs.s3a.bucket.${this.name}.${key}`,
          value,
        ]),
      ),
      jars: [SparkJar.S3A],
    };
  }
}
