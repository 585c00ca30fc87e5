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

/**
 * The part of the lakeFS API that a run needs. Every call may be repeated: what an earlier, unheard call did
 * shows as "exists", "no changes" or "absent".
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

  public async createBranch(repository: string, name: string, source: string): Promise<'created' | 'exists'> {
    const answer = await this.call('POST', [repository, 'branches'], [201, 409], {
      json: { name, source },
    });
    return answer.status === 201 ? 'created' : 'exists';
  }

  public async hasBranch(repository: string, name: string): Promise<boolean> {
    const answer = await this.call('GET', [repository, 'branches', name], [200, 404]);
    if (answer.status === 404 && messageOf(answer.text).includes('repository')) {
      throw new RunnerError('refused', `lakeFS has no repository ${JSON.stringify(repository)}`);
    }
    return answer.status === 200;
  }

  /** What is written on a branch and not committed; at most a hundred paths. */
  public async uncommitted(repository: string, branch: string): Promise<Change[]> {
    const answer = await this.call('GET', [repository, 'branches', branch, 'diff'], [200], {
      query: { amount: '100' },
    });
    return results<Change>(answer);
  }

  /** What the right side changed since both sides parted; at most a hundred paths. */
  public async diff(repository: string, left: string, right: string): Promise<Change[]> {
    const answer = await this.call('GET', [repository, 'refs', left, 'diff', right], [200], {
      query: { amount: '100' },
    });
    return results<Change>(answer);
  }

  /** The latest commits of a branch, newest first. */
  public async log(repository: string, ref: string): Promise<Commit[]> {
    const answer = await this.call('GET', [repository, 'refs', ref, 'commits'], [200], {
      query: { amount: '1000' },
    });
    return results<Commit>(answer);
  }

  public async commit(
    repository: string,
    branch: string,
    message: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<CommitResult> {
    const path = [repository, 'branches', branch, 'commits'];
    const answer = await this.call('POST', path, [201, 400, 404], { json: { message, metadata } });
    if (answer.status === 404) return { kind: 'absent' };
    if (answer.status === 201) return { kind: 'committed', id: (JSON.parse(answer.text) as Commit).id };
    if (messageOf(answer.text).endsWith('no changes')) return { kind: 'no-changes' };
    throw this.unexpected('POST', path, answer);
  }

  public async merge(
    repository: string,
    source: string,
    target: string,
    message: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<MergeResult> {
    const path = [repository, 'refs', source, 'merge', target];
    const answer = await this.call('POST', path, [200, 400, 404, 409], { json: { message, metadata } });
    if (answer.status === 200) {
      return { kind: 'merged', id: (JSON.parse(answer.text) as { reference: string }).reference };
    }
    if (answer.status === 409) return { kind: 'conflict' };
    if (answer.status === 404) return { kind: 'absent', message: messageOf(answer.text) };
    const text = messageOf(answer.text);
    if (text.endsWith('no changes')) return { kind: 'no-changes' };
    if (text.includes('dirty branch')) return { kind: 'dirty' };
    throw this.unexpected('POST', path, answer);
  }

  public async deleteBranch(repository: string, name: string): Promise<'deleted' | 'absent'> {
    const answer = await this.call('DELETE', [repository, 'branches', name], [204, 404]);
    return answer.status === 204 ? 'deleted' : 'absent';
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

function results<T>(answer: Answer): T[] {
  return (JSON.parse(answer.text) as { results: T[] }).results;
}
