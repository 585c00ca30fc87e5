import { icebergCatalogs } from '../manifest/iceberg';
import { configuredBuckets, resolveEndpoint, s3aOption, usedBuckets } from '../manifest/s3a';
import type { Workload } from '../manifest/workload';
import type { Mermaid } from './mermaid';

/** A store or a catalog, as it is drawn. */
interface Place {
  readonly id: string;
  readonly label: readonly string[];
  readonly buckets: Set<string>;
}

/** The stores and catalogs that applications use, each once. */
export class Outside {
  private readonly places = new Map<string, Place>();

  /** Ids of the stores of an application. */
  public stores(app: Workload): string[] {
    const buckets = new Set([...configuredBuckets(app), ...usedBuckets(app).map(({ bucket }) => bucket)]);
    const ids = [...buckets].map((bucket) => {
      const endpoint = s3aOption(app, bucket, 'endpoint')?.value;
      const address = endpoint === undefined ? 'AWS S3' : (resolveEndpoint(app, endpoint) ?? endpoint);
      const place = this.place('store', [address]);
      place.buckets.add(bucket);
      return place.id;
    });
    return [...new Set(ids)];
  }

  /** Ids of the Iceberg catalogs of an application. */
  public catalogs(app: Workload): string[] {
    return icebergCatalogs(app).map(({ name, kind, option }) => {
      const address = option('uri')?.value ?? option('warehouse')?.value;
      return this.place('catalog', [`Iceberg catalog ${name}, ${kind}`, ...(address ?? '').split('\n', 1)])
        .id;
    });
  }

  /** Draws what was asked for. */
  public draw(mermaid: Mermaid): void {
    for (const { id, label, buckets } of this.places.values()) {
      if (buckets.size > 0) mermaid.node(id, 'store', ...label, [...buckets].join(', '));
      else mermaid.node(id, 'catalog', ...label);
    }
  }

  private place(kind: string, label: readonly string[]): Place {
    const key = JSON.stringify([kind, ...label]);
    const known = this.places.get(key) ?? { id: `${kind}${this.places.size}`, label, buckets: new Set() };
    this.places.set(key, known);
    return known;
  }
}
