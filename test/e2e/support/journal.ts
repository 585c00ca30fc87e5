/** The steps of one proof with their times. */
export class Journal {
  private readonly steps: { name: string; seconds: number; detail: boolean; ours: boolean }[] = [];

  public constructor(private readonly title: string) {}

  /** Does one step. `ours` marks time that this project's own code takes, not the cluster. */
  public async step<T>(name: string, action: () => T | Promise<T>, ours = false): Promise<T> {
    const start = performance.now();
    try {
      return await action();
    } finally {
      this.steps.push({ name, seconds: (performance.now() - start) / 1000, detail: false, ours });
    }
  }

  /** Says where the time of the step before went. */
  public detail(name: string, seconds: number): void {
    this.steps.push({ name: `  ${name}`, seconds, detail: true, ours: false });
  }

  public get table(): string {
    const line = (name: string, seconds: number): string =>
      `  ${name.padEnd(52)}${seconds.toFixed(1).padStart(7)} s`;
    const sum = (steps: typeof this.steps): number =>
      steps.reduce((total, { seconds }) => total + seconds, 0);
    return [
      this.title,
      ...this.steps.map(({ name, seconds }) => line(name, seconds)),
      line('total', sum(this.steps.filter(({ detail }) => !detail))),
      line('of it this project', sum(this.steps.filter(({ ours }) => ours))),
    ].join('\n');
  }
}
