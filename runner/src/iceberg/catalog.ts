import { isSafeNumber, parse, stringify } from 'lossless-json';
import { address } from '../address';
import { messageOf, send, type Answer } from '../http';
import { RunnerError } from '../outcome';
import { persist, type Pace } from '../pace';
import { shape, type Shape } from '../shapes';
import type { CatalogLogin } from './login';
import { bodyOf, TABLE, tableOf, type Table, type TableChange } from './table';

export interface IcebergCatalogProps {
  /** Address of the catalog, to which the protocol adds `/v1/…`, for example `http://polaris:8181/api/catalog`. */
  readonly endpoint: string;
  /** Which warehouse of the server; undefined for its own. */
  readonly warehouse?: string;
  readonly login: CatalogLogin;
}

interface Config {
  /** Steps after `/v1`. */
  readonly prefix: readonly string[];
  /** Whether several tables can be changed at once. */
  readonly hasTransactions: boolean;
}

const TRANSACTIONS = 'POST /v1/{prefix}/transactions/commit';
/** Between the parts of a namespace in an address. */
const SEPARATOR = '\u001F';

const text = { type: 'string' };
const texts = { type: ['object', 'null'], additionalProperties: text };
const CONFIG = shape<{
  readonly defaults?: Readonly<Record<string, string>> | null;
  readonly overrides?: Readonly<Record<string, string>> | null;
  readonly endpoints?: readonly string[] | null;
}>('configuration', {
  type: 'object',
  required: ['defaults', 'overrides'],
  properties: { defaults: texts, overrides: texts, endpoints: { type: ['array', 'null'], items: text } },
});
const FAILURE = shape<{ readonly error: { readonly type: string } }>('error', {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'object', required: ['type'], properties: { type: text } } },
});

/**
 * The part of Iceberg's REST protocol that a run needs. Every call may be repeated: each change names what it found, so that
 * one that was done and not heard shows as "stale".
 *
 * https://github.com/apache/iceberg/blob/apache-iceberg-1.10.1/open-api/rest-catalog-open-api.yaml
 */
export class IcebergCatalog {
  private asked: Promise<Config> | undefined;

  public constructor(
    private readonly props: IcebergCatalogProps,
    private readonly pace: Pace,
  ) {}

  /** A table as it is now, undefined when there is none. */
  public async table(name: string): Promise<Table | undefined> {
    // Of the snapshots only those that a branch names: a table may have thousands.
    const answer = await this.call('GET', await this.place(name), [200, 404], {
      query: { snapshots: 'refs' },
    });
    if (answer.status === 404) {
      if (/^NoSuch(?:Table|Namespace)Exception$/.test(content(answer, FAILURE).error.type)) return undefined;
      throw new RunnerError('refused', `the Iceberg catalog answered 404: ${messageOf(answer.text)}`);
    }
    return tableOf(name, content(answer, TABLE).metadata);
  }

  /** Whether `commit` changes several tables at once, all of them or none. */
  public async hasTransactions(): Promise<boolean> {
    return (await this.config()).hasTransactions;
  }

  /**
   * Makes changes, of several tables only where `hasTransactions`.
   *
   * @returns `stale` where a table is not as it was seen, and none was changed
   */
  public async commit(changes: readonly TableChange[]): Promise<'done' | 'stale'> {
    const { prefix, hasTransactions } = await this.config();
    const [only] = changes;
    if (only === undefined) return 'done';
    const answer = hasTransactions
      ? await this.call('POST', [...prefix, 'transactions', 'commit'], [200, 204, 404, 409], {
          json: { 'table-changes': changes.map(bodyOf) },
        })
      : await this.call('POST', await this.place(only.table.name), [200, 404, 409], { json: bodyOf(only) });
    if (answer.status < 400) return 'done';
    // Somebody changed it, or dropped it.
    const { type } = content(answer, FAILURE).error;
    if (answer.status === 409 || /^NoSuch(?:Table|Namespace)Exception$/.test(type)) return 'stale';
    throw new RunnerError('refused', `the Iceberg catalog answered 404: ${messageOf(answer.text)}`);
  }

  private async place(name: string): Promise<string[]> {
    const steps = name.split('.');
    const { prefix } = await this.config();
    return [...prefix, 'namespaces', steps.slice(0, -1).join(SEPARATOR), 'tables', steps.at(-1)!];
  }

  private config(): Promise<Config> {
    return (this.asked ??= this.readConfig());
  }

  private async readConfig(): Promise<Config> {
    const { endpoint, warehouse } = this.props;
    const query: Record<string, string> = warehouse === undefined ? {} : { warehouse };
    const { defaults, overrides, endpoints } = content(
      await this.call('GET', ['config'], [200], { query }),
      CONFIG,
    );
    const said = { ...defaults, ...overrides };
    if (Object.keys(said).some((key) => key.startsWith('nessie.'))) {
      throw new RunnerError(
        'refused',
        'the Iceberg catalog is that of Nessie, which drops branches of Iceberg without a word, so that a run would write to the ' +
          'tables themselves; release the template with RunIsolation.NESSIE',
      );
    }
    if (said.uri !== undefined && address(said.uri, []).origin !== address(endpoint, []).origin) {
      throw new RunnerError(
        'refused',
        `the Iceberg catalog sends its clients to another server, ${JSON.stringify(said.uri.slice(0, 200))}; give the address of that ` +
          'one if it is to be trusted with these credentials',
      );
    }
    return { prefix: prefixOf(said.prefix), hasTransactions: endpoints?.includes(TRANSACTIONS) === true };
  }

  private async call(
    method: string,
    steps: readonly string[],
    expected: readonly number[],
    more: { readonly json?: unknown; readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const { endpoint, login } = this.props;
    const url = address(endpoint, ['v1', ...steps], more.query);
    const body = more.json === undefined ? undefined : stringify(more.json);
    const attempt = async (): Promise<Answer> => {
      const headers = await login.headers(this.pace);
      return send(this.pace, {
        method,
        url,
        options: { headers },
        ...(body !== undefined && { body }),
      });
    };
    const answer = await persist(this.pace, async () => {
      const first = await attempt();
      // A token that ended on the way is renewed once.
      return [401, 419].includes(first.status) && login.forget() ? attempt() : first;
    });
    if (expected.includes(answer.status)) return answer;
    const said = `the Iceberg catalog at ${url.origin} answered ${answer.status} to ${method} ${steps.join('/')}: ${messageOf(answer.text)}`;
    if ([401, 419].includes(answer.status)) {
      throw new RunnerError('denied', `${said}; check ${login.variables}`);
    }
    if (answer.status === 403) {
      throw new RunnerError('denied', `${said}; give ${login.variables} the rights for it`);
    }
    throw new RunnerError('refused', said);
  }
}

/** Steps of a prefix, which a server gives as it stands in an address. */
function prefixOf(prefix = ''): string[] {
  try {
    const steps = prefix.split('/').filter((step) => step !== '');
    return steps.map(decodeURIComponent);
  } catch {
    throw new RunnerError(
      'unavailable',
      `the Iceberg catalog gave a prefix that is none: ${JSON.stringify(prefix.slice(0, 200))}; start it again`,
    );
  }
}

/** What an answer holds. Something between the runner and the catalog may have answered in its place. */
function content<T>(answer: Answer, expected: Shape<T>): T {
  let body: unknown;
  try {
    // Numbers of snapshots have more digits than a number of JavaScript.
    body = parse(answer.text, undefined, (digits) => (isSafeNumber(digits) ? Number(digits) : digits));
  } catch {
    // said below
  }
  if (expected.fits(body)) return body;
  throw new RunnerError(
    'unavailable',
    `the Iceberg catalog answered ${answer.status} with what is no ${expected.what}: ${messageOf(answer.text)}; start it again when it answers`,
  );
}
