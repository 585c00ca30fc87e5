import { App, Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { SparkApplication } from '../../lib';

/** What features add together, as it is rendered. */
export interface Rendered {
  readonly sparkConf: Readonly<Record<string, string>>;
  readonly env: readonly k8s.EnvVar[];
  readonly packages: readonly string[];
  readonly volumes: readonly k8s.Volume[];
  readonly driverVolumeMounts: readonly k8s.VolumeMount[];
  readonly executorVolumeMounts: readonly k8s.VolumeMount[];
}

/** The least application that features can be added to. */
export class Workload extends SparkApplication {
  constructor(sparkConfOverrides: Readonly<Record<string, string>> = {}) {
    super(new Chart(new App(), 'chart'), 'job', {
      mainApplicationFile: 'local:///job.py',
      sparkVersion: '3.5.8',
      image: 'registry.example.com/spark:1.0.0',
      sparkConfOverrides,
    });
  }

  /** What all features add together. */
  public get all(): Rendered {
    const spec = this.renderSpec() as any;
    const entries = Object.entries(this.renderedSparkConf).filter(([, { source }]) => source !== 'default');
    return {
      sparkConf: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
      env: spec.driver.env ?? [],
      packages: spec.deps?.packages ?? [],
      volumes: spec.volumes ?? [],
      driverVolumeMounts: spec.driver.volumeMounts ?? [],
      executorVolumeMounts: spec.executor.volumeMounts ?? [],
    };
  }
}
