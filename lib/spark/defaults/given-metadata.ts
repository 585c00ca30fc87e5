import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { ContributedLeaf } from '../contributed';
import { leavesOf, type Leaf } from '../leaves';
import { record } from '../../manifest/plain';

/** Labels and annotations of an object that the scopes around it give; it keeps apart what it has itself. */
export class GivenMetadata {
  private readonly given = new Map<string, unknown>();

  public constructor(private readonly metadata: ApiObjectMetadataDefinition) {}

  /** What the object has itself, from its chart too. */
  public get own(): Leaf[] {
    const { labels, annotations } = record(this.metadata.toJson());
    return leavesOf({ metadata: { labels, annotations } }).filter(
      ({ id, value }) => !this.given.has(id) || this.given.get(id) !== value,
    );
  }

  /** Adds what the object does not have itself. */
  public give(all: readonly ContributedLeaf[]): void {
    const given = all.filter(({ path }) => path[0] === 'metadata');
    if (given.length === 0) return;
    const own = new Set(this.own.map(({ id }) => id));
    for (const { path, id, value } of given) {
      if (own.has(id)) continue;
      const [, field, key = ''] = path;
      this.given.set(id, value);
      if (field === 'labels') this.metadata.addLabel(key, String(value));
      else this.metadata.addAnnotation(key, String(value));
    }
  }
}
