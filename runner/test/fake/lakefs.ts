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
const PATH = /^\/api\/v1\/repositories\/kronodroid\/(.+)$/;

/** The repository `kronodroid` with branches, commits and three-way merges, answering as lakeFS 1.84 does. */
export class FakeLakeFs extends FaultyServer {
  public readonly branches = new Map<string, Branch>();
  /** Names of all branches that were ever made, in order. */
  public readonly made: string[] = [];
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
    const seen: StoredCommit[] = [];
    const queue = [this.branches.get(branch)!.head];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const commit = this.commits.get(id)!;
      if (seen.includes(commit)) continue;
      seen.push(commit);
      queue.push(...commit.parents);
    }
    return seen;
  }

  protected handle(request: Request, outgoing: ServerResponse): void {
    const [status, body] = this.respond(request);
    if (typeof body === 'string') outgoing.writeHead(status, { 'content-type': 'text/html' }).end(body);
    else this.json(outgoing, status, body);
  }

  private respond({ method, path, headers, body }: Request): [number, unknown] {
    if (headers.authorization !== `Basic ${Buffer.from(`AKIATEST:${SECRET}`).toString('base64')}`) {
      return [401, { message: 'error authenticating request' }];
    }
    const steps = PATH.exec(path)?.[1]?.split('/');
    if (!steps) return [404, { message: 'repository not found' }];
    const [kind, name = '', verb, other = ''] = steps;

    if (method === 'POST' && kind === 'branches' && verb === undefined) {
      const source = this.branches.get(body.source);
      if (!source) return [404, { message: `source reference '${body.source}': not found` }];
      if (this.branches.has(body.name)) return [409, { message: 'branch already exists: not unique' }];
      this.made.push(body.name);
      this.branches.set(body.name, { head: source.head, staged: new Map() });
      return [201, source.head];
    }

    const branch = this.branches.get(name);
    if (!branch) return [404, { message: 'branch not found' }];
    if (kind === 'branches' && verb === undefined) {
      if (method === 'GET') return [200, { id: name, commit_id: branch.head }];
      if (name === 'main') return [403, { message: 'cannot delete repository default branch' }];
      this.branches.delete(name);
      return [204, ''];
    }
    if (verb === 'commits' && method === 'POST') return this.commit(branch, body);
    if (verb === 'commits') return [200, { results: this.history(name) }];
    if (kind === 'branches' && verb === 'diff') {
      return [
        200,
        { results: [...branch.staged.keys()].map((changed) => ({ path: changed, type: 'added' })) },
      ];
    }
    const right = this.branches.get(other);
    if (!right) return [404, { message: 'branch not found' }];
    if (verb === 'diff') {
      const { changed, conflicts } = this.compare(right.head, branch.head);
      return [
        200,
        {
          results: changed.map((key) => ({
            path: key,
            type: conflicts.includes(key) ? 'conflict' : 'changed',
          })),
        },
      ];
    }
    return this.merge(branch, other, right, body);
  }

  private commit(branch: Branch, body: any): [number, unknown] {
    if (branch.staged.size === 0) return [400, { message: 'commit: no changes' }];
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
    const ancestors = new Set(this.ancestors(target));
    const base = this.commits.get(this.ancestors(source).find((id) => ancestors.has(id))!)!.tree;
    const [left, right] = [this.commits.get(source)!.tree, this.commits.get(target)!.tree];
    const changed = [...left.keys()].filter(
      (path) => left.get(path) !== base.get(path) && left.get(path) !== right.get(path),
    );
    return { changed, conflicts: changed.filter((path) => right.get(path) !== base.get(path)) };
  }

  private ancestors(id: string): string[] {
    const commit = this.commits.get(id)!;
    return [id, ...commit.parents.flatMap((parent) => this.ancestors(parent))];
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
