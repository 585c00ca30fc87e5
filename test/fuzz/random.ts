/** Numbers that are the same for the same seed (xorshift). */
export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  }

  public below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return this.state % Math.max(1, limit);
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  public nested(depth: number): unknown {
    return depth === 0
      ? 'deep'
      : this.below(2) === 0
        ? [this.nested(depth - 1)]
        : { a: this.nested(depth - 1) };
  }
}
