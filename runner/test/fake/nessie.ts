import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { NessieProps } from '../../src/nessie';
import { FaultyServer, type Request } from './server';

interface StoredCommit {
  readonly hash: string;
  /** The commit before it; for a merge then the one that was merged. */
  readonly parents: readonly string[];
  readonly contents: ReadonlyMap<string, string>;
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export const NESSIE_TOKEN = 'canary-nessie-token-5c2d';
const NO_ANCESTOR = 'e'.repeat(64);
const NAME = /^[A-Za-z](?:[A-Za-z0-9./_-]*[A-Za-z0-9_-])?$/;

/** A catalog with branches and merges by key, answering as Nessie 0.99.0 does. */
export class FakeNessie extends FaultyServer {
  /** The head of each branch. */
  public readonly branches = new Map<string, string>([['main', NO_ANCESTOR]]);
  /** Names of all branches that were ever made, in order; without those that hold the first commit of a run. */
  public readonly made: string[] = [];
  private readonly commits = new Map<string, StoredCommit>();

  public constructor() {
    super();
    this.write('main', 'p', 'namespace');
  }

  public get props(): NessieProps {
    return { endpoint: this.url, token: NESSIE_TOKEN };
  }

  /** Commits a table, as a job does. */
  public write(branch: string, key: string, content: string): void {
    const head = this.branches.get(branch);
    if (head === undefined) throw new Error(`Named reference '${branch}' not found`);
    const contents = new Map(this.commits.get(head)?.contents).set(key, content);
    this.branches.set(branch, this.commit([head], contents, 'job', {}));
  }

  /** What readers of a branch see. */
  public read(branch: string): Record<string, string> {
    return Object.fromEntries(this.commits.get(this.branches.get(branch)!)?.contents ?? []);
  }

  /** Commits of a branch, newest first. */
  public history(branch: string): StoredCommit[] {
    const found: StoredCommit[] = [];
    let next = this.commits.get(this.branches.get(branch)!);
    for (; next !== undefined; next = this.commits.get(next.parents[0]!)) found.push(next);
    return found;
  }

  /** Puts a branch there as somebody else would. */
  public fork(branch: string, source = 'main'): void {
    this.branches.set(branch, this.branches.get(source)!);
  }

  /** A main on which nothing was ever committed. */
  public empty(): void {
    this.branches.set('main', NO_ANCESTOR);
  }

  protected handle(request: Request, outgoing: ServerResponse): void {
    if (request.headers.authorization !== `Bearer ${NESSIE_TOKEN}`) {
      outgoing.writeHead(401).end();
      return;
    }
    const [status, body] = this.respond(request);
    this.json(outgoing, status, body);
  }

  private respond({ method, path, query, body }: Request): [number, unknown] {
    const [root, ref = '', kind, verb] = path.slice('/api/v2/'.length).split('/').map(decodeURIComponent);
    if (root === 'config') return [200, { defaultBranch: 'main', noAncestorHash: NO_ANCESTOR }];
    if (root !== 'trees') return [404, { message: 'no such resource' }];
    if (ref === '') return method === 'POST' ? this.create(query, body) : this.list(query);
    const [name = '', hash] = ref.split('@');
    if (!NAME.test(name)) return failure(400, 'BAD_REQUEST', 'Reference name must start with a letter');
    const head = this.branches.get(name);
    if (head === undefined) return missing(name);
    if (kind === undefined && method === 'GET') return [200, { reference: refOf(name, head) }];
    if (kind === undefined) return this.delete(name, head, hash);
    if (method === 'GET') return this.log(name, query);
    if (hash === undefined) return failure(400, 'BAD_REQUEST', 'Expected hash must be provided.');
    if (!this.ancestry(head).has(hash)) {
      return failure(404, 'REFERENCE_NOT_FOUND', `Could not find commit '${hash}' in reference '${name}'.`);
    }
    return verb === 'merge' ? this.merge(name, head, body) : this.put(name, head, body);
  }

  private create(query: URLSearchParams, from: any): [number, unknown] {
    const name = query.get('name') ?? '';
    if (!NAME.test(name)) return failure(400, 'BAD_REQUEST', 'Reference name must start with a letter');
    const head = this.branches.get(from.name);
    if (head === undefined) return missing(from.name);
    if (from.hash === undefined) return failure(400, 'BAD_REQUEST', 'Target hash must be provided.');
    if (!this.ancestry(head).has(from.hash)) {
      return failure(404, 'REFERENCE_NOT_FOUND', `Could not find commit '${from.hash}'.`);
    }
    if (this.branches.has(name)) {
      return failure(409, 'REFERENCE_ALREADY_EXISTS', `Named reference '${name}' already exists.`);
    }
    if (!name.includes('-begin-')) this.made.push(name);
    this.branches.set(name, from.hash);
    return [200, { reference: refOf(name, from.hash) }];
  }

  private list(query: URLSearchParams): [number, unknown] {
    const prefix = /^refType == 'BRANCH' && ref\.name\.startsWith\('([^']*)'\)$/.exec(
      query.get('filter') ?? '',
    )?.[1];
    if (prefix === undefined) return failure(400, 'BAD_REQUEST', 'Unsupported filter');
    const names = [...this.branches.keys()].filter((name) => name.startsWith(prefix)).sort();
    const { items, more } = page(names, query);
    const references = items.map((name) => refOf(name, this.branches.get(name)!));
    return [200, { references, ...more }];
  }

  private log(name: string, query: URLSearchParams): [number, unknown] {
    const filter = query.get('filter');
    const [, key, again, value] =
      /^'(\w+)' in commit\.properties && commit\.properties\['(\w+)'\] == '([^']*)'$/.exec(filter ?? '') ??
      [];
    if (filter !== null && (key === undefined || key !== again)) {
      return failure(500, 'UNKNOWN', 'no such key');
    }
    const commits = this.history(name).filter(
      ({ properties }) => key === undefined || properties[key] === value,
    );
    const { items, more } = page(commits, query);
    const logEntries = items.map(({ hash, parents, message, properties }) => ({
      commitMeta: {
        hash,
        message,
        parentCommitHashes: parents,
        ...(Object.keys(properties).length > 0 && {
          allProperties: Object.fromEntries(Object.entries(properties).map(([key, text]) => [key, [text]])),
        }),
      },
    }));
    return [200, { logEntries, ...more }];
  }

  private delete(name: string, head: string, hash: string | undefined): [number, unknown] {
    if (hash === undefined) return failure(400, 'BAD_REQUEST', 'Expected hash must be provided.');
    if (name === 'main') return failure(400, 'BAD_REQUEST', `Default branch 'main' cannot be deleted.`);
    if (hash !== head) {
      return failure(
        409,
        'REFERENCE_CONFLICT',
        `Named-reference '${name}' is not at expected hash '${hash}'`,
      );
    }
    this.branches.delete(name);
    return [200, { reference: refOf(name, head) }];
  }

  /** Only commits that change nothing. */
  private put(name: string, head: string, { commitMeta, operations }: any): [number, unknown] {
    if (operations.length === 0) return failure(400, 'BAD_REQUEST', 'size must be between 1 and 2147483647');
    const contents = this.commits.get(head)?.contents ?? new Map<string, string>();
    const hash = this.commit([head], contents, commitMeta.message, commitMeta.properties);
    this.branches.set(name, hash);
    return [200, { targetBranch: refOf(name, hash), addedContents: null }];
  }

  private merge(name: string, head: string, body: any): [number, unknown] {
    const from = this.branches.get(body.fromRefName);
    if (from === undefined) return missing(body.fromRefName);
    if (body.fromHash === undefined) return failure(400, 'BAD_REQUEST', 'Expected hash must be provided.');
    const targets = this.ancestry(head);
    const base = [...this.ancestry(body.fromHash)].find((hash) => targets.has(hash) && hash !== NO_ANCESTOR);
    if (base === undefined) {
      return failure(
        404,
        'REFERENCE_NOT_FOUND',
        `No common ancestor in parents of ${head} and ${body.fromHash}`,
      );
    }
    const [left, right, before] = [body.fromHash, head, base].map((hash) => this.commits.get(hash)!.contents);
    const changed = [...left!.keys()].filter((key) => left!.get(key) !== before!.get(key));
    const conflicts = changed.filter((key) => right!.get(key) !== before!.get(key));
    const answer = (more: object): [number, unknown] => [
      200,
      { wasApplied: false, wasSuccessful: true, resultantTargetHash: head, details: [], ...more },
    ];
    if (conflicts.length > 0) {
      const details = conflicts.map((key) => ({
        key: keyOf(key),
        conflict: { conflictType: 'VALUE_DIFFERS' },
      }));
      if (body.isReturnConflictAsResult === true) return answer({ wasSuccessful: false, details });
      const [status, said] = failure(
        409,
        'REFERENCE_CONFLICT',
        `The following keys have been changed in conflict`,
      );
      const errorDetails = {
        type: 'REFERENCE_CONFLICTS',
        conflicts: conflicts.flatMap((key) => [
          { conflictType: 'VALUE_DIFFERS', key: keyOf(key) },
          { conflictType: 'KEY_CONFLICT', key: keyOf(key) },
        ]),
      };
      return [status, { ...(said as object), errorDetails }];
    }
    // `dryRun`, which the published description has, is not looked at.
    if (changed.length === 0 || body.isDryRun === true) return answer({});
    const contents = new Map(right);
    for (const key of changed) contents.set(key, left!.get(key)!);
    const { message, properties } = body.commitMeta;
    const hash = this.commit([head, body.fromHash], contents, message, properties);
    this.branches.set(name, hash);
    return answer({ wasApplied: true, resultantTargetHash: hash });
  }

  private ancestry(from: string): Set<string> {
    const seen = new Set<string>([from]);
    for (const hash of seen) for (const parent of this.commits.get(hash)?.parents ?? []) seen.add(parent);
    return seen;
  }

  private commit(
    parents: readonly string[],
    contents: ReadonlyMap<string, string>,
    message: string,
    properties: Readonly<Record<string, string>> = {},
  ): string {
    const hash = createHash('sha256').update(String(this.commits.size)).digest('hex');
    this.commits.set(hash, { hash, parents, contents, message, properties });
    return hash;
  }
}

function refOf(name: string, hash: string): object {
  return { type: 'BRANCH', name, hash };
}

function keyOf(key: string): object {
  return { elements: key.split('.') };
}

function failure(status: number, errorCode: string, message: string): [number, unknown] {
  return [status, { status, reason: '', message, errorCode, serverStackTrace: null }];
}

function missing(name: string): [number, unknown] {
  return failure(404, 'REFERENCE_NOT_FOUND', `Named reference '${name}' not found`);
}

function page<T>(all: readonly T[], query: URLSearchParams): { items: readonly T[]; more: object } {
  const start = Number(query.get('page-token') ?? 0);
  const end = start + Number(query.get('max-records') ?? 100);
  const hasMore = end < all.length;
  return { items: all.slice(start, end), more: { token: hasMore ? String(end) : null, hasMore } };
}
