import type { Release } from '../chart/release';
import type { Manifest } from '../manifest/plain';
import type { Related } from './rule';

/** An object as a whole, shown at its name. */
export function objectPlace(object: Manifest, message: string): Related {
  return { object, path: ['metadata', 'name'], message };
}

/** A value of a release, as `webhook.enable`. */
export function valuePlace({ values }: Release, path: string, message: string): Related {
  return { object: values, path: path.split('.'), message };
}
