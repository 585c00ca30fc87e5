import { App, Chart } from 'cdk8s';
import { SparkApplication, type SparkContribution } from '../../lib';

/** The least application that features can be added to. */
export class Workload extends SparkApplication {
  constructor(sparkConfOverrides: Readonly<Record<string, string>> = {}) {
    super(new Chart(new App(), 'chart'), 'job', {
      mainApplicationFile: 'local:///job.py',
      sparkVersion: '3.5.8',
      sparkConfOverrides,
    });
  }

  /** What all features add together. */
  public get all(): Required<SparkContribution> {
    const entries = Object.entries(this.renderedSparkConf).filter(([, { source }]) => source !== 'default');
    const sparkConf = Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
    return { ...this._contributed, sparkConf };
  }
}
