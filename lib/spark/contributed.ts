import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../manifest/plain';
import { show } from '../problems';
import { leafPath, type Leaf } from './leaves';

/** A value, and who brought it. */
export interface ContributedLeaf extends Leaf {
  /** The part that brought it first, as a reader knows it. */
  readonly source: string;
  /** Its place among what features brought; undefined when only the application itself did. */
  readonly rank?: Rank;
}

interface Rank {
  readonly feature: string;
  readonly index: number;
}

/**
 * What the parts of an application bring, each value under its path and with its source. Two parts may bring the same
 * value; what they disagree on is a conflict. The order in which features are added makes no difference.
 */
export class Contributed {
  private readonly leaves = new Map<string, ContributedLeaf>();

  /** What disagrees with a part that is there already, or within these values; empty when they can be added. */
  public conflicts(source: string, leaves: readonly Leaf[]): string[] {
    const own = new Map<string, ContributedLeaf>();
    return leaves.flatMap((leaf) => {
      const id = idOf(leaf);
      const present = this.leaves.get(id) ?? own.get(id);
      own.set(id, { ...leaf, source });
      return present === undefined || isDeepStrictEqual(present.value, leaf.value)
        ? []
        : [
            `${leafPath(leaf)} is ${shown(present)} by ${present.source} and ${shown(leaf)} by ${source}; ${remedy(leaf)}`,
          ];
    });
  }

  /** Adds what the application says itself, without conflicts. */
  public addOwn(source: string, leaves: readonly Leaf[]): void {
    for (const leaf of leaves) this.add({ ...leaf, source });
  }

  /** Adds what a feature brings, without conflicts. */
  public addFeature(source: string, leaves: readonly Leaf[]): void {
    for (const [index, leaf] of leaves.entries()) {
      this.add({ ...leaf, source, rank: { feature: source, index } });
    }
  }

  /**
   * What was brought. In a list stands first what features brought, sorted by their names, then what the application
   * says; variables of features, volumes, mounts and packages are sorted by their own names.
   */
  public get all(): ContributedLeaf[] {
    return [...this.leaves.values()].sort(compareLeaves);
  }

  private add(leaf: ContributedLeaf): void {
    const present = this.leaves.get(idOf(leaf));
    const rank = [present?.rank, leaf.rank].sort(compareRanks)[0];
    this.leaves.set(idOf(leaf), { ...(present ?? leaf), rank });
  }
}

const BY_NAME = ['packages', 'volumeMounts', 'volumes'];

function compareLeaves(a: ContributedLeaf, b: ContributedLeaf): number {
  const [list, ofB] = [listOf(a), listOf(b)];
  if (list !== ofB) return list < ofB ? -1 : 1;
  const name = a.path.at(-2) ?? '';
  const byName = BY_NAME.includes(name) || (name === 'env' && a.rank !== undefined && b.rank !== undefined);
  if (a.isItem && byName) return a.path.at(-1)! < b.path.at(-1)! ? -1 : 1;
  return compareRanks(a.rank, b.rank);
}

/** Where a leaf stands, without the key of an item: the order is that within a list. */
function listOf({ path, isItem }: Leaf): string {
  return JSON.stringify(isItem ? path.slice(0, -1) : path);
}

function compareRanks(a: Rank | undefined, b: Rank | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a.feature !== b.feature) return a.feature < b.feature ? -1 : 1;
  return a.index - b.index;
}

function idOf({ path, isItem }: Leaf): string {
  return JSON.stringify([path, isItem]);
}

/** The value without the key that the path has already. */
function shown({ value, path, isItem }: Leaf): string {
  if (!isItem || !isRecord(value)) return show(value);
  return show(Object.fromEntries(Object.entries(value).filter(([, part]) => part !== path.at(-1))));
}

function remedy({ path, isItem }: Leaf): string {
  if (path[0] === 'sparkConf') {
    return 'remove one of them, or give the wanted value in sparkConfOverrides';
  }
  return isItem ? 'rename or remove one of them' : 'remove one of them';
}
