import { isDeepStrictEqual } from 'node:util';
import { written } from '../../manifest/plain';
import { shownLeaf, type ContributedLeaf } from '../contributed';
import { leafPath } from '../leaves';
import type { SparkJar } from '../spark-jar';
import type { SparkTarget } from '../spark-target';
import type { Layer } from './layer';
import type { Registry } from './registry';
import { meaningOf, unitsOf } from './units';

/** What an application has from the scopes that it is in. */
export interface Inherited {
  /** Values that it does not say itself, those of outer scopes first. */
  readonly leaves: readonly ContributedLeaf[];
  /** Jars that they need. */
  readonly jars: readonly SparkJar[];
  /** Where its images are from. */
  readonly registry?: Registry;
}

/**
 * What an application gets: what is locked, and of the defaults what neither it nor a scope further inside says.
 *
 * @param layers what the scopes say, the innermost first
 * @param own what the application says
 * @param target the application
 */
export function inherited(
  layers: readonly Layer[],
  own: readonly ContributedLeaf[],
  target: SparkTarget,
): Inherited {
  const locks = lockedBy(layers, target);
  const missing = new Map(locks);
  for (const leaf of own) missing.delete(meaningOf(leaf));
  const said = new Set(own.flatMap(unitsOf));
  const found: ContributedLeaf[][] = [[...missing.values()]];
  for (const layer of layers) {
    const open = layer
      .for(target)
      .defaults.filter(
        (leaf) => !locks.has(meaningOf(leaf)) && !unitsOf(leaf).some((unit) => said.has(unit)),
      );
    for (const unit of [...open, ...layer.for(target).locked].flatMap(unitsOf)) said.add(unit);
    found.unshift(open);
  }
  const registries = layers.flatMap(({ registry }) => registry ?? []);
  return {
    leaves: found.flat(),
    jars: [...new Set(layers.flatMap((layer) => layer.for(target).jars))],
    registry: registries.findLast(({ isLocked }) => isLocked) ?? registries[0],
  };
}

/** What is said otherwise than an outer scope has locked it. */
export function overridden(
  outer: readonly Layer[],
  said: readonly ContributedLeaf[],
  target: SparkTarget,
): string[] {
  const locks = lockedBy(outer, target);
  return said.flatMap((leaf) => {
    const lock = locks.get(meaningOf(leaf));
    if (lock === undefined || isSame(lock, leaf)) return [];
    return [
      `${leafPath(leaf)} is ${shownLeaf(leaf)} by ${leaf.source}, and ${shownLeaf(lock)} is locked by ${lock.source}; ` +
        'leave it out, or have it changed there',
    ];
  });
}

/** What is locked; of two scopes the outer one has the say. */
function lockedBy(layers: readonly Layer[], target: SparkTarget): Map<string, ContributedLeaf> {
  const all = layers.flatMap((layer) => layer.for(target).locked);
  return new Map(all.map((leaf) => [meaningOf(leaf), leaf]));
}

/** A setting is a text where the field is a number. */
function isSame(a: ContributedLeaf, b: ContributedLeaf): boolean {
  return isDeepStrictEqual(a.value, b.value) || (a.id !== b.id && written(a.value) === written(b.value));
}
