import { namesRegistry } from '../../manifest/images';
import { formatPath, isRecord, type Path } from '../../manifest/plain';

/** A registry, and who says so. */
export interface Registry {
  /** The registry, perhaps with folders. */
  readonly name: string;
  /** Who says so. */
  readonly source: string;
  /** Whether no image may be from elsewhere. */
  readonly isLocked: boolean;
}

/** What hangs on the registry of an application. */
export interface FromRegistry {
  /** The spec, with the images that named no registry from this one. */
  readonly spec: Record<string, unknown>;
  /** Where those stand. */
  readonly moved: readonly string[];
  /** Images that are from elsewhere although they may not. */
  readonly stray: readonly string[];
}

/** The images of a spec from the registry. */
export function fromRegistry(spec: Record<string, unknown>, registry: Registry | undefined): FromRegistry {
  const [moved, stray]: [string[], string[]] = [[], []];
  if (registry === undefined) return { spec, moved, stray };
  const { name, source, isLocked } = registry;
  const changed = mapImages(spec, [], (image, path) => {
    if (!namesRegistry(image)) {
      moved.push(path);
      return `${name}/${image}`;
    }
    if (isLocked && !image.startsWith(`${name}/`)) {
      stray.push(
        `${path} is ${JSON.stringify(image)}, and registry ${JSON.stringify(name)} is locked by ${source}; ` +
          'take an image from there, without its registry',
      );
    }
    return image;
  });
  return { spec: changed as Record<string, unknown>, moved, stray };
}

/** Fields that hold images, or what holds them. */
const HOLDERS = ['driver', 'executor', 'initContainers', 'sidecars', 'template', 'spec', 'containers'];

function mapImages(value: unknown, path: Path, map: (image: string, path: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapImages(item, [...path, index], map));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const place = [...path, key];
      if (key === 'image' && typeof inner === 'string') return [key, map(inner, formatPath(place))];
      return [key, HOLDERS.includes(key) ? mapImages(inner, place, map) : inner];
    }),
  );
}
