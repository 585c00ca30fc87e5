import { App, Chart } from 'cdk8s';
import { SparkWorkload, type SparkContribution } from '../../lib';

/** The least application that features can be added to. */
export class Workload extends SparkWorkload {
  protected readonly sparkConfOverrides: Readonly<Record<string, string>>;

  constructor(overrides: Readonly<Record<string, string>> = {}) {
    super(new Chart(new App(), 'chart'), 'job');
    this.sparkConfOverrides = overrides;
  }

  /** What all features add together. */
  public get all(): Required<SparkContribution> {
    return this.contributed;
  }
}
