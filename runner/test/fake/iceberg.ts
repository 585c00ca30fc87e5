import type { ServerResponse } from 'node:http';
import { LosslessNumber, parse, stringify } from 'lossless-json';
import type { IcebergCatalogProps } from '../../src/iceberg/catalog';
import { fixedLogin } from '../../src/iceberg/login';
import { FaultyServer, type Request } from './server';

interface Snapshot {
  readonly parent: string | undefined;
  readonly content: string;
}

interface StoredTable {
  readonly uuid: string;
  readonly refs: Map<string, { readonly snapshot: string; readonly more: object }>;
  readonly properties: Map<string, string>;
  schema: number;
  updatedMs: number;
}

export const ICEBERG_TOKEN = 'canary-iceberg-token-77aa';
/** More than a number of JavaScript holds. */
const FIRST = 5_748_926_592_365_928_000n;

/** A catalog that speaks Iceberg's REST protocol, with what a run needs of it, answering as that of Iceberg's tests does. */
export class FakeIceberg extends FaultyServer {
  public readonly tables = new Map<string, StoredTable>();
  /** Whether it offers to change several tables at once. */
  public hasTransactions = true;
  /** What its configuration says beside. */
  public overrides: Record<string, string> = {};
  private readonly snapshots = new Map<string, Snapshot>();
  private clock = 1_700_000_000_000;

  public constructor() {
    super();
    for (const name of ['p.a', 'p.b']) this.make(name);
  }

  public get props(): IcebergCatalogProps {
    return { endpoint: this.url, login: fixedLogin('ICEBERG_TOKEN', `Bearer ${ICEBERG_TOKEN}`) };
  }

  /** A table with one snapshot, or without any. */
  public make(name: string, content: string | null = 'old'): StoredTable {
    const table = {
      uuid: `uuid-${name}-${this.tables.size}`,
      refs: new Map(),
      properties: new Map([['write.wap.enabled', 'true']]),
      schema: 0,
      updatedMs: this.clock,
    };
    this.tables.set(name, table);
    if (content !== null) this.write('main', name, content);
    return table;
  }

  /** Appends as a job does. The first write to a branch makes it. */
  public write(branch: string, name: string, content: string): void {
    const table = this.tables.get(name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    const parent = (table.refs.get(branch) ?? table.refs.get('main'))?.snapshot;
    const id = String(FIRST + BigInt(this.snapshots.size));
    this.snapshots.set(id, { parent, content });
    table.refs.set(branch, { snapshot: id, more: table.refs.get(branch)?.more ?? {} });
    table.updatedMs = ++this.clock;
  }

  /** What readers of a branch see: everything that was appended, the oldest first. */
  public read(name: string, branch = 'main'): string[] {
    const found: string[] = [];
    let id = this.tables.get(name)?.refs.get(branch)?.snapshot;
    while (id !== undefined) {
      const { parent, content } = this.snapshots.get(id)!;
      found.unshift(content);
      id = parent;
    }
    return found;
  }

  /** Names of the branches of a table but main. */
  public branchesOf(name: string): string[] {
    return [...this.tables.get(name)!.refs.keys()].filter((ref) => ref !== 'main');
  }

  protected handle(request: Request, outgoing: ServerResponse): void {
    const [status, body] =
      request.headers.authorization === `Bearer ${ICEBERG_TOKEN}`
        ? this.respond(request)
        : failure(401, 'NotAuthorizedException', 'Not authorized');
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(body === undefined ? '' : stringify(body));
  }

  private respond({ method, path, body }: Request): [number, unknown?] {
    const steps = path.split('/').slice(2);
    const [root] = steps;
    if (root === 'config') {
      const endpoints = ['GET /v1/{prefix}/namespaces/{namespace}/tables/{table}'];
      if (this.hasTransactions) endpoints.push('POST /v1/{prefix}/transactions/commit');
      return [200, { defaults: {}, overrides: { prefix: 'ws/lake', ...this.overrides }, endpoints }];
    }
    if (root !== 'ws' || steps[1] !== 'lake') return failure(404, 'NotFoundException', 'no such route');
    const [what, space = '', , name = ''] = steps.slice(2).map(decodeURIComponent);
    if (what === 'transactions') {
      return this.hasTransactions
        ? this.commit(
            body['table-changes'].map((change: any) => [nameOf(change.identifier), change]),
            true,
          )
        : failure(404, 'NotFoundException', 'no such route');
    }
    const full = `${space.replaceAll('\u001F', '.')}.${name}`;
    if (!this.tables.has(full)) return failure(404, 'NoSuchTableException', `Table does not exist: ${full}`);
    return method === 'GET' ? [200, this.load(full)] : this.commit([[full, body]], false);
  }

  private load(name: string): object {
    const { uuid, refs, properties, schema, updatedMs } = this.tables.get(name)!;
    const main = refs.get('main')?.snapshot;
    return {
      'metadata-location': `file:///${name}.metadata.json`,
      metadata: {
        'format-version': 2,
        'table-uuid': uuid,
        'last-updated-ms': updatedMs,
        'current-schema-id': schema,
        'current-snapshot-id': new LosslessNumber(main ?? '-1'),
        properties: Object.fromEntries(properties),
        refs: Object.fromEntries(
          [...refs].map(([ref, { snapshot, more }]) => [
            ref,
            { 'snapshot-id': new LosslessNumber(snapshot), type: 'branch', ...more },
          ]),
        ),
      },
    };
  }

  /** All or nothing. */
  private commit(changes: readonly [string, any][], isTransaction: boolean): [number, unknown?] {
    for (const [name, { requirements }] of changes) {
      const table = this.tables.get(name);
      if (table === undefined) return failure(404, 'NoSuchTableException', `Table does not exist: ${name}`);
      for (const requirement of requirements) {
        const { type, uuid, ref } = requirement;
        const is = type === 'assert-table-uuid' ? table.uuid : table.refs.get(ref)?.snapshot;
        const wanted = type === 'assert-table-uuid' ? uuid : idOf(requirement['snapshot-id']);
        if (is !== wanted) {
          return failure(409, 'CommitFailedException', `Requirement failed: ${type} ${String(ref)}`);
        }
      }
    }
    for (const [name, { updates }] of changes) {
      const { refs, properties } = this.tables.get(name)!;
      for (const { action, ...update } of updates) {
        const { 'ref-name': ref, 'snapshot-id': snapshot, type, ...more } = update;
        if (action === 'set-snapshot-ref' && type === 'branch')
          refs.set(ref, { snapshot: idOf(snapshot)!, more });
        else if (action === 'remove-snapshot-ref') refs.delete(ref);
        else if (action === 'set-properties') {
          for (const [key, value] of Object.entries(update.updates)) properties.set(key, value as string);
        } else if (action === 'remove-properties') {
          for (const key of update.removals) properties.delete(key);
        } else return failure(400, 'BadRequestException', `Cannot do ${String(action)}`);
      }
      this.tables.get(name)!.updatedMs = ++this.clock;
    }
    return isTransaction ? [204] : [200, this.load(changes[0]![0])];
  }

  /** With all digits. */
  protected override parse(text: string): unknown {
    return parse(text, undefined, (digits) => digits);
  }
}

/** Issues these tokens, one after the other. */
export class FakeIssuer extends FaultyServer {
  /** What it was asked. */
  public readonly forms: string[] = [];

  public constructor(private readonly tokens: readonly string[]) {
    super();
  }

  protected handle({ body }: Request, outgoing: ServerResponse): void {
    const token = this.tokens[this.forms.push(body as string) - 1];
    this.json(outgoing, 200, { access_token: token, token_type: 'bearer', expires_in: 3600 });
  }

  protected override parse(text: string): unknown {
    return text;
  }
}

function idOf(value: unknown): string | undefined {
  return value === null ? undefined : (value as string);
}

function nameOf({ namespace, name }: { namespace: string[]; name: string }): string {
  return [...namespace, name].join('.');
}

function failure(code: number, type: string, message: string): [number, unknown] {
  return [code, { error: { message, type, code } }];
}
