import { NESSIE_BRANCH } from '../../lib/nessie/names';
import { address } from './address';
import { messageOf, send, type Answer } from './http';
import { RunnerError } from './outcome';
import { persist, Unanswered, type Pace } from './pace';
import { shape, type Shape } from './shapes';

export interface NessieProps {
  /** Root of the server, for example `http://nessie:19120`. */
  readonly endpoint: string;
  /** Bearer token; undefined for a server that lets everybody in. */
  readonly token?: string;
}

/** A commit of a branch. */
export interface NessieCommit {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** A branch and the commit that it is at. */
export interface NessieRef {
  readonly name: string;
  readonly hash: string;
}

/** What is said with a commit. */
export interface NessieNote {
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export type NessieMerge =
  | { readonly kind: 'merged'; readonly hash: string }
  | { readonly kind: 'no-changes' }
  | { readonly kind: 'conflict'; readonly keys: readonly string[] }
  | { readonly kind: 'absent'; readonly message: string };

/** Commits or branches that are asked for at once. */
const PAGE = 100;
/** Branches of one name that are looked at. */
const MOST_BRANCHES = 1000;

const text = { type: 'string' };
const reference = {
  type: 'object',
  required: ['type', 'name', 'hash'],
  properties: { type: text, name: text, hash: text },
};
const REFERENCE = shape<{ readonly reference: NessieRef }>('reference', {
  type: 'object',
  required: ['reference'],
  properties: { reference },
});
const REFERENCES = shape<{
  readonly references: readonly (NessieRef & { readonly type: string })[];
  readonly token?: string | null;
}>('list of references', {
  type: 'object',
  required: ['references'],
  properties: { references: { type: 'array', items: reference }, token: { type: ['string', 'null'] } },
});
const LOG = shape<{
  readonly logEntries: readonly {
    readonly commitMeta: {
      readonly hash: string;
      readonly parentCommitHashes?: readonly string[] | null;
      readonly allProperties?: Readonly<Record<string, readonly string[]>> | null;
    };
  }[];
  readonly token?: string | null;
}>('history', {
  type: 'object',
  required: ['logEntries'],
  properties: {
    token: { type: ['string', 'null'] },
    logEntries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['commitMeta'],
        properties: {
          commitMeta: {
            type: 'object',
            required: ['hash'],
            properties: {
              hash: text,
              parentCommitHashes: { type: ['array', 'null'], items: text },
              allProperties: {
                type: ['object', 'null'],
                additionalProperties: { type: 'array', items: text },
              },
            },
          },
        },
      },
    },
  },
});
const COMMITTED = shape<{ readonly targetBranch: NessieRef }>('answer to a commit', {
  type: 'object',
  required: ['targetBranch'],
  properties: { targetBranch: reference },
});
const MERGED = shape<{
  readonly wasApplied: boolean;
  readonly wasSuccessful: boolean;
  readonly resultantTargetHash?: string | null;
  readonly details?: readonly { readonly key: Key; readonly conflict?: unknown }[] | null;
}>('answer to a merge', {
  type: 'object',
  required: ['wasApplied', 'wasSuccessful'],
  properties: {
    wasApplied: { type: 'boolean' },
    wasSuccessful: { type: 'boolean' },
    resultantTargetHash: { type: ['string', 'null'] },
    details: { type: ['array', 'null'], items: { type: 'object', required: ['key'] } },
  },
});
const CONFIG = shape<{ readonly defaultBranch: string; readonly noAncestorHash?: string }>('configuration', {
  type: 'object',
  required: ['defaultBranch'],
  properties: { defaultBranch: text, noAncestorHash: text },
});
const FAILURE = shape<{ readonly errorCode: string; readonly errorDetails?: Details | null }>('error', {
  type: 'object',
  required: ['errorCode'],
  properties: {
    errorCode: text,
    errorDetails: {
      type: ['object', 'null'],
      properties: { conflicts: { type: ['array', 'null'], items: { type: 'object' } } },
    },
  },
});

interface Key {
  readonly elements?: readonly string[];
}

interface Details {
  readonly conflicts?: readonly { readonly conflictType?: string; readonly key?: Key | null }[] | null;
}

/**
 * The part of Nessie's API v2 that a run needs. Every call may be repeated: what an earlier, unheard call did shows as
 * "exists", "no changes", "moved" or "absent". Each merge and each deletion names the commit that it is about.
 */
export class Nessie {
  private readonly api: readonly string[];

  public constructor(
    private readonly props: NessieProps,
    private readonly pace: Pace,
  ) {
    const { pathname } = address(props.endpoint, []);
    this.api = /\/api\/v2\/?$/.test(pathname) ? [] : ['api', 'v2'];
  }

  /** The branch that is never deleted, and the hash of a branch without a commit. */
  public async config(): Promise<{ readonly defaultBranch: string; readonly noAncestorHash?: string }> {
    return content(await this.call('GET', ['config'], [200]), CONFIG);
  }

  /** The latest commit of a branch, undefined when there is no such branch. */
  public async head(branch: string): Promise<string | undefined> {
    const answer = await this.call('GET', ['trees', named(branch)], [200, 404]);
    return isAbsent(answer) ? undefined : content(answer, REFERENCE).reference.hash;
  }

  /** @param from a branch, and the commit of it that the new one is made at */
  public async createBranch(branch: string, from: NessieRef): Promise<'created' | 'exists'> {
    const json = { type: 'BRANCH', name: named(from.name), hash: from.hash };
    const answer = await this.call('POST', ['trees'], [200, 409], {
      json,
      query: { name: named(branch), type: 'BRANCH' },
    });
    if (answer.status === 409) return 'exists';
    content(answer, REFERENCE);
    return 'created';
  }

  /** Deletes a branch that is at this commit and no other. */
  public async deleteBranch({ name, hash }: NessieRef): Promise<'deleted' | 'absent' | 'moved'> {
    const answer = await this.call('DELETE', ['trees', at(name, hash)], [200, 404, 409]);
    if (isAbsent(answer)) return 'absent';
    return answer.status === 409 ? 'moved' : 'deleted';
  }

  /** Branches whose names begin so. */
  public async branches(prefix: string): Promise<NessieRef[]> {
    const filter = `refType == 'BRANCH' && ref.name.startsWith('${named(prefix)}')`;
    const found: NessieRef[] = [];
    for (let token: string | undefined; found.length < MOST_BRANCHES;) {
      const query = {
        filter,
        'max-records': String(PAGE),
        ...(token !== undefined && { 'page-token': token }),
      };
      const page = content(await this.call('GET', ['trees'], [200], { query }), REFERENCES);
      found.push(...page.references.filter(({ name }) => name.startsWith(prefix)));
      token = page.token ?? undefined;
      if (token === undefined) return found;
    }
    throw new RunnerError(
      'refused',
      `Nessie has more than ${MOST_BRANCHES} branches whose names begin with ${prefix}; delete those that nobody needs`,
    );
  }

  /**
   * The commits of a branch, newest first.
   *
   * @param limit how many are looked at
   * @param property name and value of a property that they have
   */
  public async *history(
    branch: string,
    limit: number,
    property?: readonly [name: string, value: string],
  ): AsyncGenerator<NessieCommit> {
    const filter =
      property &&
      `'${property[0]}' in commit.properties && commit.properties['${property[0]}'] == '${named(property[1])}'`;
    let token: string | undefined;
    for (let left = limit; left > 0;) {
      const answer = await this.call('GET', ['trees', named(branch), 'history'], [200, 404], {
        query: {
          'max-records': String(Math.min(PAGE, left)),
          ...(filter !== undefined && { filter }),
          ...(token !== undefined && { 'page-token': token }),
        },
      });
      if (isAbsent(answer)) return;
      const page = content(answer, LOG);
      left -= page.logEntries.length;
      for (const { commitMeta } of page.logEntries) yield commitOf(commitMeta);
      token = page.token ?? undefined;
      if (token === undefined || page.logEntries.length === 0) return;
    }
  }

  /** A commit that changes nothing and says something. */
  public async note(ref: NessieRef, { message, properties }: NessieNote): Promise<NessieRef | undefined> {
    const answer = await this.call(
      'POST',
      ['trees', at(ref.name, ref.hash), 'history', 'commit'],
      [200, 404, 409],
      {
        json: {
          commitMeta: { message, properties },
          operations: [{ type: 'UNCHANGED', key: { elements: [ref.name] } }],
        },
      },
    );
    if (answer.status === 409 || isAbsent(answer)) return undefined;
    return content(answer, COMMITTED).targetBranch;
  }

  /** Merges what a branch was at one commit, and nothing that was written since. */
  public async merge(source: NessieRef, target: NessieRef, note: NessieNote): Promise<NessieMerge> {
    const answer = await this.call(
      'POST',
      ['trees', at(target.name, target.hash), 'history', 'merge'],
      [200, 404, 409],
      {
        json: {
          fromRefName: named(source.name),
          fromHash: source.hash,
          commitMeta: { message: note.message, properties: note.properties },
        },
      },
    );
    if (isAbsent(answer)) return { kind: 'absent', message: messageOf(answer.text) };
    if (answer.status === 409) return { kind: 'conflict', keys: conflictsIn(answer) };
    const merge = content(answer, MERGED);
    if (!merge.wasSuccessful) {
      const keys = (merge.details ?? [])
        .filter(({ conflict }) => conflict != null)
        .map(({ key }) => pathOf(key));
      return { kind: 'conflict', keys };
    }
    if (!merge.wasApplied) return { kind: 'no-changes' };
    if (typeof merge.resultantTargetHash === 'string')
      return { kind: 'merged', hash: merge.resultantTargetHash };
    throw new RunnerError('unavailable', 'Nessie answered to a merge without the commit; start it again');
  }

  private call(
    method: string,
    steps: readonly string[],
    expected: readonly number[],
    more: { readonly json?: unknown; readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const url = address(this.props.endpoint, [...this.api, ...steps], more.query);
    const { token } = this.props;
    const headers = {
      'nessie-client-spec': '2',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    return persist(this.pace, async () => {
      let answer: Answer;
      try {
        answer = await send(this.pace, { method, url, options: { headers }, json: more.json });
      } catch (error) {
        // Some versions answer 500 to what is forbidden, for ever.
        if (error instanceof Unanswered && error.message.includes('AccessCheckException')) {
          throw new RunnerError('denied', `${error.message}; give NESSIE_TOKEN the rights for it`);
        }
        throw error;
      }
      if (expected.includes(answer.status)) return answer;
      const said = `Nessie at ${url.origin} answered ${answer.status} to ${method} ${steps.join('/')}: ${messageOf(answer.text)}`;
      if (answer.status === 401) throw new RunnerError('denied', `${said}; check NESSIE_TOKEN`);
      if (answer.status === 403) {
        throw new RunnerError('denied', `${said}; give NESSIE_TOKEN the rights for it`);
      }
      throw new RunnerError('refused', said);
    });
  }
}

/** A name that can stand in a path and in a filter. */
function named(name: string): string {
  const problem = NESSIE_BRANCH.problem('branch', name);
  if (problem !== undefined) throw new RunnerError('refused', problem);
  return name;
}

function at(name: string, hash: string): string {
  if (!/^[0-9a-f]{16,64}$/.test(hash)) {
    throw new RunnerError(
      'unavailable',
      `Nessie gave branch ${name} a commit without a hash; start it again`,
    );
  }
  return `${named(name)}@${hash}`;
}

/** "There is none", said by Nessie itself. */
function isAbsent(answer: Answer): boolean {
  if (answer.status !== 404) return false;
  if (content(answer, FAILURE).errorCode.endsWith('NOT_FOUND')) return true;
  throw new RunnerError('refused', `Nessie answered 404: ${messageOf(answer.text)}`);
}

function conflictsIn(answer: Answer): string[] {
  const { errorDetails } = content(answer, FAILURE);
  const keys = (errorDetails?.conflicts ?? [])
    .filter(({ conflictType }) => conflictType !== 'KEY_CONFLICT')
    .flatMap(({ key }) => (key ? [pathOf(key)] : []));
  return [...new Set(keys)];
}

function pathOf({ elements = [] }: Key): string {
  return elements.join('.');
}

function commitOf(meta: {
  readonly hash: string;
  readonly parentCommitHashes?: readonly string[] | null;
  readonly allProperties?: Readonly<Record<string, readonly string[]>> | null;
}): NessieCommit {
  const properties = Object.entries(meta.allProperties ?? {}).map(([name, values]) => [
    name,
    values[0] ?? '',
  ]);
  return {
    hash: meta.hash,
    parents: meta.parentCommitHashes ?? [],
    properties: Object.fromEntries(properties) as Record<string, string>,
  };
}

/** What an answer holds. Something between the runner and Nessie may have answered in its place. */
function content<T>(answer: Answer, shape: Shape<T>): T {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // said below
  }
  if (shape.fits(body)) return body;
  throw new RunnerError(
    'unavailable',
    `Nessie answered ${answer.status} with what is no ${shape.what}: ${messageOf(answer.text)}; start it again when it answers`,
  );
}
