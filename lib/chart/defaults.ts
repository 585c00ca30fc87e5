import values from './values-2.5.2.json';

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly default?: unknown;
}

/** A value of the chart, at a dotted path, when nobody gives it. */
export function chartDefault(path: string): unknown {
  let described: Described | undefined = values as object;
  for (const step of path.split('.')) described = described?.properties?.[step];
  return described?.default;
}
