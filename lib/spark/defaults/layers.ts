import type { IConstruct } from 'constructs';
import { Layer } from './layer';

const layers = new WeakMap<IConstruct, Layer>();
const continued = new WeakMap<IConstruct, IConstruct>();

/** What a scope says; nothing at first. */
export function layerOf(scope: IConstruct, isNew: (layer: Layer) => void): Layer {
  let layer = layers.get(scope);
  if (layer === undefined) {
    layers.set(scope, (layer = new Layer(scope)));
    isNew(layer);
  }
  return layer;
}

/** What the scopes around a construct say, itself included, the innermost first. */
export function layersAround(construct: IConstruct): Layer[] {
  const scopes = construct.node.scopes.reverse();
  const next = continued.get(scopes.at(-1)!);
  return [
    ...scopes.flatMap((scope) => layers.get(scope) ?? []),
    ...(next === undefined ? [] : layersAround(next)),
  ];
}

/** Lets what is in a root that is written nowhere have what is given in a scope. */
export function continueIn(root: IConstruct, scope: IConstruct): void {
  continued.set(root, scope);
}
