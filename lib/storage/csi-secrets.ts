import { JobSecret } from '../credentials/job-secret';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';

const DRIVER = 'secrets-store.csi.k8s.io';

/** Mounts Secrets of the CSI driver in driver and executors: without a mount they do not exist. */
export class CsiSecrets extends SparkFeature {
  /**
   * Mounts the Secrets of a job.
   *
   * @param secrets the Secrets, each made by `SecretOrigin.csi`
   * @throws when one of them is made otherwise
   */
  public static of(...secrets: JobSecret[]): CsiSecrets {
    const others = secrets.filter((secret) => !secret._isMounted).map(({ secretName }) => secretName);
    if (others.length > 0) {
      throw new Error(`CSI secrets: ${others.join(', ')} need no mount; give those of SecretOrigin.csi`);
    }
    return new CsiSecrets(secrets.map(({ secretName }) => secretName));
  }

  /** `CSI secrets <names>`. */
  public readonly description: string;

  private constructor(private readonly names: readonly string[]) {
    super();
    this.description = `CSI secrets ${names.join(', ')}`;
  }

  public contribute(): SparkContribution {
    const volumes = this.names.map((name) => ({
      // A name of a volume has no dots and at most 63 characters.
      name: `csi-${name.replace(/\./g, '-')}`.slice(0, 63).replace(/-$/, ''),
      csi: { driver: DRIVER, readOnly: true, volumeAttributes: { secretProviderClass: name } },
    }));
    const volumeMounts = volumes.map(({ name, csi }) => ({
      name,
      mountPath: `/mnt/secrets-store/${csi.volumeAttributes.secretProviderClass}`,
      readOnly: true,
    }));
    return { volumes, pods: { volumeMounts } };
  }
}
