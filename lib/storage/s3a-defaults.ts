import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { SparkJar } from '../spark/spark-jar';
import type { S3Store } from './s3-store';

/**
 * The S3A settings of all buckets together, for those that have no settings of their own.
 *
 * A setting on which the stores disagree is left out: each bucket carries its own.
 */
export class S3aDefaults extends SparkFeature {
  /**
   * What the stores of a job have in common.
   *
   * @param stores the stores of the job
   */
  public static of(...stores: S3Store[]): S3aDefaults {
    return new S3aDefaults(stores);
  }

  /** `S3A defaults`. */
  public readonly description = 'S3A defaults';

  private constructor(private readonly stores: readonly S3Store[]) {
    super();
  }

  public contribute(): SparkContribution {
    return {
      jars: [SparkJar.S3A],
      sparkConf: {
        'spark.hadoop.fs.s3a.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
        ...this.shared('path.style.access', (store) => store.pathStyle),
        ...this.shared('connection.ssl.enabled', (store) => store.tls),
      },
    };
  }

  private shared(key: string, read: (store: S3Store) => boolean): Record<string, string> {
    const values = new Set(this.stores.map(read));
    return values.size === 1 ? { [`spark.hadoop.fs.s3a.${key}`]: String([...values][0]) } : {};
  }
}
