import { BRANCH_NAME, REPOSITORY_NAME } from '../../lib/lakefs/names';
import { address } from './address';
import { messageOf, send, type Answer } from './http';
import { RunnerError } from './outcome';
import { persist, type Pace } from './pace';

export interface LakeFsProps {
  /** Root of the server, for example `http://lakefs:8000`. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Change {
  readonly path: string;
  readonly type: string;
}

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly id: string }
  | { readonly kind: 'no-changes' }
  | { readonly kind: 'absent' };

export type MergeResult =
  | { readonly kind: 'merged'; readonly id: string }
  | { readonly kind: 'no-changes' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'dirty' }
  | { readonly kind: 'absent'; readonly message: string };

/** What is said with a commit. */
export interface Note {
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Results that lakeFS gives at once. */
const PAGE = 1000;
/** Commits of a history that are asked for first. */
const FIRST_PAGE = 20;

/**
 * The part of the lakeFS API that a run needs. Every call may be repeated: what an earlier, unheard call did
 * shows as "exists", "no changes" or "absent". Names that lakeFS gives to nothing are refused, not sent.
 */
export class LakeFs {
  /** Its own steps are given by some as part of the endpoint. */
  private readonly api: readonly string[];
  private readonly origin: string;
  private readonly authorization: string;

  public constructor(
    private readonly props: LakeFsProps,
    private readonly pace: Pace,
  ) {
    const { origin, pathname } = address(props.endpoint, []);
    this.origin = origin;
    this.api = /\/api\/v1\/?$/.test(pathname) ? [] : ['api', 'v1'];
    this.authorization = `Basic ${Buffer.from(`${props.accessKeyId}:${props.secretAccessKey}`).toString('base64')}`;
  }

  /** The branch that the repository was made with. */
  public async defaultBranch(repository: string): Promise<string> {
    checkNames({ repository });
    const answer = await this.call('GET', [repository], [200, 404]);
    if (answer.status === 404) throw noRepository(repository);
    return read<{ default_branch: string }>(answer, 'default_branch').default_branch;
  }

  /** The latest commit of a branch, undefined when there is no such branch. */
  public async head(repository: string, branch: string): Promise<string | undefined> {
    checkNames({ repository, branch });
    const answer = await this.call('GET', [repository, 'branches', branch], [200, 404]);
    if (answer.status === 200) return read<{ commit_id: string }>(answer, 'commit_id').commit_id;
    if (messageOf(answer.text).includes('repository')) throw noRepository(repository);
    return undefined;
  }

  /** @param source a branch, or the id of a commit */
  public async createBranch(
    repository: string,
    branch: string,
    source: string,
  ): Promise<'created' | 'exists'> {
    checkNames({ repository, branch, source });
    const json = { name: branch, source };
    const answer = await this.call('POST', [repository, 'branches'], [201, 409], { json });
    return answer.status === 201 ? 'created' : 'exists';
  }

  public async deleteBranch(repository: string, branch: string): Promise<'deleted' | 'absent'> {
    checkNames({ repository, branch });
    const answer = await this.call('DELETE', [repository, 'branches', branch], [204, 404]);
    return answer.status === 204 ? 'deleted' : 'absent';
  }

  /** What is written on a branch and not committed; at most a hundred paths. */
  public async uncommitted(repository: string, branch: string): Promise<Change[]> {
    checkNames({ repository, branch });
    const path = [repository, 'branches', branch, 'diff'];
    const answer = await this.call('GET', path, [200], { query: { amount: '100' } });
    return read<Page<Change>>(answer, 'results').results;
  }

  /** What the right side changed since both sides parted, path by path. */
  public async *diff(repository: string, left: string, right: string): AsyncGenerator<Change> {
    checkNames({ repository, left, right });
    const path = [repository, 'refs', left, 'diff', right];
    for (let after = ''; ;) {
      const query = { amount: String(PAGE), after };
      const answer = await this.call('GET', path, [200], { query });
      const { results, pagination } = read<Page<Change>>(answer, 'results');
      yield* results;
      if (pagination?.has_more !== true || pagination.next_offset === after) return;
      after = pagination.next_offset;
    }
  }

  /**
   * The commits that a branch was at, newest first: of a merge only the side that was merged into.
   *
   * @param from id of the newest commit
   * @param limit how many are looked at
   */
  public async *history(repository: string, from: string, limit: number): AsyncGenerator<Commit> {
    checkNames({ repository, commit: from });
    let next: string | undefined = from;
    // What is looked for is mostly among the newest.
    for (
      let left = limit, page = FIRST_PAGE;
      left > 0 && next !== undefined;
      page = Math.min(PAGE, page * 10)
    ) {
      const amount = Math.min(page, left);
      const answer = await this.call('GET', [repository, 'refs', next, 'commits'], [200], {
        query: { amount: String(amount), first_parent: 'true' },
      });
      const { results } = read<Page<Commit>>(answer, 'results');
      if (results.length === 0) return;
      left -= results.length;
      for (const commit of results) {
        // A server without `first_parent` answers the other sides too.
        if (commit.id !== next) continue;
        yield commit;
        next = commit.parents[0];
      }
    }
  }

  public async commit(
    repository: string,
    branch: string,
    note: Note,
    allowEmpty = false,
  ): Promise<CommitResult> {
    checkNames({ repository, branch });
    const path = [repository, 'branches', branch, 'commits'];
    const json = { ...note, ...(allowEmpty && { allow_empty: true }) };
    const answer = await this.call('POST', path, [201, 400, 404], { json });
    if (answer.status === 404) return { kind: 'absent' };
    if (answer.status === 201) return { kind: 'committed', id: read<Commit>(answer, 'id').id };
    if (messageOf(answer.text).endsWith('no changes')) return { kind: 'no-changes' };
    throw this.unexpected('POST', path, answer);
  }

  public async merge(repository: string, source: string, target: string, note: Note): Promise<MergeResult> {
    checkNames({ repository, source, target });
    const path = [repository, 'refs', source, 'merge', target];
    const answer = await this.call('POST', path, [200, 400, 404, 409], { json: note });
    if (answer.status === 200) {
      return { kind: 'merged', id: read<{ reference: string }>(answer, 'reference').reference };
    }
    if (answer.status === 409) return { kind: 'conflict' };
    if (answer.status === 404) return { kind: 'absent', message: messageOf(answer.text) };
    const text = messageOf(answer.text);
    if (text.endsWith('no changes')) return { kind: 'no-changes' };
    if (text.includes('dirty branch')) return { kind: 'dirty' };
    throw this.unexpected('POST', path, answer);
  }

  private call(
    method: string,
    path: readonly string[],
    expected: readonly number[],
    more: { readonly json?: unknown; readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    return persist(this.pace, async () => {
      const answer = await send(this.pace, {
        method,
        url: address(this.props.endpoint, [...this.api, 'repositories', ...path], more.query),
        options: { headers: { authorization: this.authorization } },
        json: more.json,
      });
      if (expected.includes(answer.status)) return answer;
      throw this.unexpected(method, path, answer);
    });
  }

  private unexpected(method: string, path: readonly string[], answer: Answer): RunnerError {
    const said = `lakeFS at ${this.origin} answered ${answer.status} to ${method} ${path.join('/')}: ${messageOf(answer.text)}`;
    if (answer.status === 401) {
      return new RunnerError('denied', `${said}; check LAKEFS_ACCESS_KEY_ID and LAKEFS_SECRET_ACCESS_KEY`);
    }
    if (answer.status === 403) return new RunnerError('denied', `${said}; give the key the rights for it`);
    return new RunnerError('refused', said);
  }
}

interface Page<T> {
  readonly results: T[];
  readonly pagination?: { readonly has_more: boolean; readonly next_offset: string };
}

/**
 * Refuses names that lakeFS gives to nothing, wherever they come from. What is undefined is not looked at.
 *
 * @param names the repository, and branches by what they are to the reader
 * @throws RunnerError `refused` that lists all of them
 */
export function checkNames(names: Readonly<Record<string, string | undefined>>): void {
  const problems = Object.entries(names).flatMap(([property, name]) => {
    if (name === undefined) return [];
    return (property === 'repository' ? REPOSITORY_NAME : BRANCH_NAME).problem(property, name) ?? [];
  });
  if (problems.length > 0) throw new RunnerError('refused', problems.join('; '));
}

/** What an answer says, if it is one of lakeFS: a proxy in between may answer 200 with a page of its own. */
function read<T>(answer: Answer, field: keyof T & string): T {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // said below
  }
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, field)) return body as T;
  throw new RunnerError(
    'unavailable',
    `lakeFS answered ${answer.status} without ${field}: ${messageOf(answer.text)}; start it again when it answers`,
  );
}

function noRepository(repository: string): RunnerError {
  return new RunnerError('refused', `lakeFS has no repository ${JSON.stringify(repository)}`);
}
