import type { IConstruct } from 'constructs';
import type { Release } from './release';

const releases = new WeakMap<IConstruct, Release>();
const ofApps = new WeakMap<IConstruct, Release[]>();

/** Lets the rules and the applications of an app know of a release. */
export function registerRelease(construct: IConstruct, release: Release): void {
  const { root } = construct.node;
  releases.set(construct, release);
  ofApps.set(root, [...(ofApps.get(root) ?? []), release]);
}

/** The release that a construct stands for. */
export function releaseOf(construct: IConstruct): Release | undefined {
  return releases.get(construct);
}

/** The releases of the app that a construct belongs to. */
export function releasesBeside(construct: IConstruct): readonly Release[] {
  return ofApps.get(construct.node.root) ?? [];
}
