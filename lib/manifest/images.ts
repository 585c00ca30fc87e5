import { once } from './once';
import type { Path } from './plain';
import { sparkContainer } from './pods';
import type { Workload } from './workload';

/** An image and its place. */
export interface Image {
  /** The reference, as it stands. */
  readonly image: string;
  /** Where it stands. */
  readonly path: Path;
}

/** Images that carry Spark and nothing else: neither hadoop-aws nor Iceberg. */
const STOCK = /^(?:docker\.io\/)?(?:apache\/spark(?:-py|-r)?|(?:library\/)?spark)(?:[:@]|$)/;

/** Images of the Spark containers of a workload. */
export const sparkImages = once(({ spec, path, roles }: Workload): readonly Image[] =>
  [
    { image: spec.image, path: [...path, 'image'] },
    ...roles.map((role) => ({ image: role.spec.image, path: [...role.path, 'image'] })),
    ...roles.flatMap((role) => {
      const container = sparkContainer(role);
      return container === undefined
        ? []
        : [{ image: container.spec.image, path: [...container.path, 'image'] }];
    }),
  ].flatMap(({ image, path: place }) => (typeof image === 'string' ? [{ image, path: place }] : [])),
);

/** The image of a workload when it holds no more than Spark, as far as can be known. */
export function stockImage(app: Workload): Image | undefined {
  const images = sparkImages(app);
  return images.length > 0 && images.every(({ image }) => STOCK.test(image)) ? images[0] : undefined;
}

/** True when a reference says which registry it is from; `a/b` and `a` are of Docker Hub. */
export function namesRegistry(image: string): boolean {
  const [first, ...rest] = image.split('/');
  return rest.length > 0 && (first === 'localhost' || /[.:]/.test(first!));
}
