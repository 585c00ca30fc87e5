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
  private readonly leaves: Map<string, ContributedLeaf>;
  private sorted: readonly ContributedLeaf[] | undefined;

  /** @param before what was brought before; it stays as it is */
  public constructor(before?: Contributed) {
    this.leaves = new Map(before?.leaves);
  }

  /** Adds values, and tells which of them disagree with what is there; these are not added. */
  public add(leaves: readonly ContributedLeaf[]): string[] {
    this.sorted = undefined;
    const conflicts: string[] = [];
    for (const leaf of leaves) {
      const { id, source, value, rank } = leaf;
      const present = this.leaves.get(id);
      if (present === undefined) this.leaves.set(id, leaf);
      else if (present.value !== value && !isDeepStrictEqual(present.value, value)) {
        conflicts.push(
          `${leafPath(leaf)} is ${shownLeaf(present)} by ${present.source} and ${shownLeaf(leaf)} by ${source}; ${remedy(leaf)}`,
        );
      } else if (compareRanks(rank, present.rank) < 0) this.leaves.set(id, { ...present, rank });
    }
    return conflicts;
  }

  /**
   * What was brought. In a list stands first what features brought, sorted by their names, then what the application
   * says; variables of features, volumes, mounts and packages are sorted by their own names.
   */
  public get all(): readonly ContributedLeaf[] {
    this.sorted ??= [...this.leaves.values()].sort(compareLeaves);
    return this.sorted;
  }
}

/** What the application says itself. */
export function said(source: string, { path, value, isItem, place, id }: Leaf): ContributedLeaf {
  return { path, value, isItem, place, id, source };
}

/** What a feature brings. */
export function brought(source: string, leaves: readonly Leaf[]): ContributedLeaf[] {
  return leaves.map(({ path, value, isItem, place, id }, index) => {
    return { path, value, isItem, place, id, source, rank: { feature: source, index } };
  });
}

/** What scopes give, in the order in which it is said: before what features bring. */
export function given(leaves: readonly ContributedLeaf[]): ContributedLeaf[] {
  return leaves.map((leaf, index) => ({ ...leaf, rank: { feature: '', index } }));
}

const BY_NAME = ['packages', 'volumeMounts', 'volumes'];

function compareLeaves(a: ContributedLeaf, b: ContributedLeaf): number {
  if (a.place !== b.place) return a.place < b.place ? -1 : 1;
  if (!a.isItem || !b.isItem) return Number(a.isItem) - Number(b.isItem);
  const name = a.path.at(-2) ?? '';
  const byName = BY_NAME.includes(name) || (name === 'env' && a.rank !== undefined && b.rank !== undefined);
  if (byName) return a.path.at(-1)! < b.path.at(-1)! ? -1 : 1;
  return compareRanks(a.rank, b.rank);
}

function compareRanks(a: Rank | undefined, b: Rank | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a.feature !== b.feature) return a.feature < b.feature ? -1 : 1;
  return a.index - b.index;
}

/** The value without the key that the path has already. */
export function shownLeaf({ value, path, isItem }: Leaf): string {
  if (!isItem || !isRecord(value)) return show(value);
  return show(Object.fromEntries(Object.entries(value).filter(([, part]) => part !== path.at(-1))));
}

function remedy({ path, isItem }: Leaf): string {
  if (path[0] === 'sparkConf') {
    return 'remove one of them, or give the wanted value in sparkConfOverrides';
  }
  return isItem ? 'rename or remove one of them' : 'remove one of them';
}
