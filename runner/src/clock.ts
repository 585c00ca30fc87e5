/**
 * The time of the API server: what its answers say, and what has passed since then by a clock that nobody sets. The
 * clock of the machine on which the runner is does not matter.
 */
export class ServerClock {
  /** Time of the server when the monotonic clock was at zero, in milliseconds. */
  private zero: number | undefined;
  private isHeard = false;

  /** Takes the `Date` header of an answer. */
  public heard(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    if (Number.isNaN(at)) return;
    // The header leaves parts of a second out: half a second, on average.
    this.zero = at + 500 - performance.now();
    this.isHeard = true;
  }

  /** Takes a time that the server wrote into an object: without a header it is at least so late. */
  public saw(timestamp: string | null | undefined): void {
    const at = Date.parse(timestamp ?? '');
    if (this.isHeard || Number.isNaN(at)) return;
    this.zero = Math.max(this.zero ?? -Infinity, at - performance.now());
  }

  /** True once the server has said something of its time. */
  public get isSet(): boolean {
    return this.zero !== undefined;
  }

  /** Milliseconds since 1970, as the server counts them. */
  public now(): number {
    return (this.zero ?? 0) + performance.now();
  }
}
