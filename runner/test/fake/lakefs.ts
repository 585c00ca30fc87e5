import type { ServerResponse } from 'node:http';
import type { LakeFsProps } from '../../src/lakefs';
import { FaultyServer, type Request } from './server';

type Tree = ReadonlyMap<string, string>;

interface StoredCommit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly tree: Tree;
  readonly message: string;
  readonly metadata: Record<string, string>;
}

interface Branch {
  head: string;
  readonly staged: Map<string, string>;
}

export const SECRET = 'canary-lakefs-secret-7f3b';
const PATH = /^\/api\/v1\/repositories\/kronodroid(|\/.+)$/;
/** The branch on which the first commit of a run is made. */
const FIRST = /-[0-9a-f]{64}$/;

/** The repository `kronodroid` with branches, commits and three-way merges, answering as lakeFS 1.84 does. */
export class FakeLakeFs extends FaultyServer {
  public readonly branches = new Map<string, Branch>();
  /** Names of all branches that were ever made, in order; without those that hold the first commit of a run. */
  public readonly made: string[] = [];
  public defaultBranch = 'main';
  private readonly commits = new Map<string, StoredCommit>();

  public constructor() {
    super();
    this.branches.set('main', { head: this.newCommit([], new Map(), 'first', {}), staged: new Map() });
  }

  public get props(): LakeFsProps {
    return { endpoint: this.url, accessKeyId: 'AKIATEST', secretAccessKey: SECRET };
  }

  /** Writes an object, uncommitted, as a job does. */
  public write(branch: string, path: string, content: string): void {
    this.branches.get(branch)?.staged.set(path, content);
  }

  /** What readers of a branch see. */
  public read(branch: string): Record<string, string> {
    const { head, staged } = this.branches.get(branch)!;
    return Object.fromEntries([...this.commits.get(head)!.tree, ...staged]);
  }

  /** Commits of a branch, newest first. */
  public history(branch: string): StoredCommit[] {
    return this.ancestry(this.branches.get(branch)!.head);
  }

  /** Puts a branch there as somebody else would. */
  public fork(branch: string, source = 'main'): void {
    this.branches.set(branch, { head: this.branches.get(source)!.head, staged: new Map() });
  }

  /** Commits what is written on a branch, as somebody else would. */
  public commitAll(branch: string, metadata: Record<string, string> = {}): void {
    this.commit(this.branches.get(branch)!, { message: 'by hand', metadata, allow_empty: true });
  }

  /** Merges a branch, as somebody else would. */
  public mergeAll(branch: string, target: string, metadata: Record<string, string>): string {
    const [from, to] = [this.branches.get(branch)!, this.branches.get(target)!];
    const { tree } = this.commits.get(to.head)!;
    to.head = this.newCommit([to.head, from.head], tree, 'by hand', metadata);
    return to.head;
  }

  protected handle(request: Request, outgoing: ServerResponse): void {
    const [status, body] = this.respond(request);
    if (typeof body === 'string') outgoing.writeHead(status, { 'content-type': 'text/html' }).end(body);
    else this.json(outgoing, status, body);
  }

  private respond({ method, path, query, headers, body }: Request): [number, unknown] {
    if (headers.authorization !== `Basic ${Buffer.from(`AKIATEST:${SECRET}`).toString('base64')}`) {
      return [401, { message: 'error authenticating request' }];
    }
    const steps = PATH.exec(path)?.[1];
    if (steps === undefined) return [404, { message: 'repository not found' }];
    const [kind, name = '', verb, other = ''] = steps.split('/').filter(Boolean).map(decodeURIComponent);
    if (kind === undefined) return [200, { id: 'kronodroid', default_branch: this.defaultBranch }];

    if (method === 'POST' && kind === 'branches' && verb === undefined) {
      const head = this.branches.get(body.source)?.head ?? this.commits.get(body.source)?.id;
      if (head === undefined) return [404, { message: `source reference '${body.source}': not found` }];
      if (this.branches.has(body.name)) return [409, { message: 'branch already exists: not unique' }];
      if (!/^\w[-\w]*$/.test(body.name)) return [400, { message: 'branch id must consist of letters' }];
      if (!FIRST.test(body.name)) this.made.push(body.name);
      this.branches.set(body.name, { head, staged: new Map() });
      return [201, head];
    }
    if (kind === 'refs' && verb === 'commits') {
      const from = this.branches.get(name)?.head ?? this.commits.get(name)?.id;
      if (from === undefined) return [404, { message: 'reference not found' }];
      const commits = query.get('first_parent') === 'true' ? this.firstParents(from) : this.ancestry(from);
      return [200, this.page(commits, query, ({ id }) => id)];
    }

    const branch = this.branches.get(name);
    if (!branch) return [404, { message: 'branch not found' }];
    if (kind === 'branches' && verb === undefined) {
      if (method === 'GET') return [200, { id: name, commit_id: branch.head }];
      if (name === this.defaultBranch) return [403, { message: 'cannot delete repository default branch' }];
      this.branches.delete(name);
      return [204, ''];
    }
    if (verb === 'commits') return this.commit(branch, body);
    if (kind === 'branches' && verb === 'diff') {
      const changes = [...branch.staged.keys()].map((changed) => ({ path: changed, type: 'added' }));
      return [200, this.page(changes, query, (change) => change.path)];
    }
    const right = this.branches.get(other);
    if (!right) return [404, { message: 'branch not found' }];
    if (verb === 'diff') {
      const { changed, conflicts } = this.compare(right.head, branch.head);
      const conflicting = new Set(conflicts);
      const changes = changed
        .sort()
        .map((key) => ({ path: key, type: conflicting.has(key) ? 'conflict' : 'changed' }));
      return [200, this.page(changes, query, (change) => change.path)];
    }
    return this.merge(branch, other, right, body);
  }

  private commit(branch: Branch, body: any): [number, unknown] {
    if (branch.staged.size === 0 && body.allow_empty !== true)
      return [400, { message: 'commit: no changes' }];
    const tree = new Map([...this.commits.get(branch.head)!.tree, ...branch.staged]);
    branch.staged.clear();
    branch.head = this.newCommit([branch.head], tree, body.message, body.metadata);
    return [201, this.commits.get(branch.head)];
  }

  private merge(source: Branch, targetName: string, target: Branch, body: any): [number, unknown] {
    const { changed, conflicts } = this.compare(source.head, target.head);
    if (target.staged.size > 0) return [400, { message: 'uncommitted changes (dirty branch)' }];
    if (changed.length === 0) return [400, { message: `update branch ${targetName}: no changes` }];
    if (conflicts.length > 0) return [409, { reference: '' }];
    const from = this.commits.get(source.head)!.tree;
    const tree = new Map(this.commits.get(target.head)!.tree);
    for (const path of changed) tree.set(path, from.get(path)!);
    target.head = this.newCommit([target.head, source.head], tree, body.message, body.metadata);
    return [200, { reference: target.head }];
  }

  /** What the source changed since the common ancestor, and what of it the target changed otherwise. */
  private compare(source: string, target: string): { changed: string[]; conflicts: string[] } {
    const base = this.common(source, target).tree;
    const [left, right] = [this.commits.get(source)!.tree, this.commits.get(target)!.tree];
    const changed = [...left.keys()].filter(
      (path) => left.get(path) !== base.get(path) && left.get(path) !== right.get(path),
    );
    return { changed, conflicts: changed.filter((path) => right.get(path) !== base.get(path)) };
  }

  /** The newest commit that both come from. Parents are older, and their numbers smaller. */
  private common(source: string, target: string): StoredCommit {
    const sides = new Map([[source, 1]]);
    sides.set(target, (sides.get(target) ?? 0) | 2);
    for (let number = this.commits.size; ; number--) {
      const side = sides.get(`c${number}`);
      if (side === undefined) continue;
      const commit = this.commits.get(`c${number}`)!;
      if (side === 3) return commit;
      for (const parent of commit.parents) sides.set(parent, (sides.get(parent) ?? 0) | side);
    }
  }

  private ancestry(from: string): StoredCommit[] {
    const seen = new Set<StoredCommit>();
    const queue = [from];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const commit = this.commits.get(id)!;
      if (seen.has(commit)) continue;
      seen.add(commit);
      queue.push(...commit.parents);
    }
    return [...seen];
  }

  private firstParents(from: string): StoredCommit[] {
    const found: StoredCommit[] = [];
    for (let id: string | undefined = from; id !== undefined; id = found.at(-1)?.parents[0]) {
      found.push(this.commits.get(id)!);
    }
    return found;
  }

  /** As lakeFS gives lists: at most 1000 at once, and from where to go on. */
  private page<T>(items: readonly T[], query: URLSearchParams, keyOf: (item: T) => string): unknown {
    const amount = Math.min(1000, Number(query.get('amount') ?? 100));
    const after = query.get('after') ?? '';
    const start = after === '' ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
    const results = items.slice(start, start + amount);
    const more = start + amount < items.length;
    const last = results.at(-1);
    return {
      results,
      pagination: { has_more: more, next_offset: more && last ? keyOf(last) : '', results: results.length },
    };
  }

  private newCommit(
    parents: string[],
    tree: Tree,
    message: string,
    metadata: Record<string, string>,
  ): string {
    const id = `c${this.commits.size + 1}`;
    this.commits.set(id, { id, parents, tree, message, metadata });
    return id;
  }
}
