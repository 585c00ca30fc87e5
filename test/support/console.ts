import { format } from 'node:util';

let lines: string[] = [];

/** What was printed in this test since it was last asked. What no test asks for fails it. */
export function printed(): string[] {
  const taken = lines;
  lines = [];
  return taken;
}

/** Ids of the rules that warned since the last look; whatever else was printed stays as it is. */
export function warnings(): string[] {
  return printed().map((line) => /^warning: ([a-z0-9-]+): /.exec(line)?.[1] ?? line);
}

for (const method of ['log', 'info', 'warn', 'error'] as const) {
  console[method] = (...values: unknown[]): void => {
    lines.push(format(...values));
  };
}
