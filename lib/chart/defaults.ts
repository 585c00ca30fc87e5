import type { Schema } from '../manifest/schema-node';
import { chartValues } from './charts';

/**
 * A value of the chart, at a dotted path, when nobody gives it.
 *
 * @param version version of the chart; the default one unless it is known
 */
export function chartDefault(path: string, version?: string): unknown {
  let described: Schema | undefined = chartValues(version);
  for (const step of path.split('.')) described = described?.properties?.[step];
  return described?.default;
}
