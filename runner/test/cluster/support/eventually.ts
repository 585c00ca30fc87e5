import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until `probe` neither throws nor returns undefined. */
export async function eventually<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`no ${what} within ${seconds} s`);
    await delay(100);
  }
}
