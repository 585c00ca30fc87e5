import podSchema from '../../../imports/schemas/podtemplatespec.json';
import scheduledSchema from '../../../imports/schemas/scheduledsparkapplication.json';
import applicationSchema from '../../../imports/schemas/sparkapplication.json';
import connectSchema from '../../../imports/schemas/sparkconnect.json';
import type { Manifest } from '../../../lib/manifest/plain';
import { Random } from '../../fuzz/random';

interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A good manifest with one or two changes. */
export interface Mutation {
  /** What was changed. */
  readonly what: string;
  readonly manifest: Manifest;
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  SparkApplication: applicationSchema,
  ScheduledSparkApplication: scheduledSchema,
  SparkConnect: connectSchema,
};
const POD = podSchema as object as Schema & { readonly definitions: Readonly<Record<string, Schema>> };

const NUMBERS = [-1, 0, 1, 2, 31, 32, 63, 64, 511, 512, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 1.5];
const TEXTS = [
  ...[
    '',
    'x',
    'A b',
    'a_b',
    'Ab',
    '-a',
    'a-',
    'a.b',
    'a..b',
    '.a',
    'a/b',
    '../a',
    '/a',
    '/a/',
    'a:b',
    'a,b',
    ' a',
    'é',
  ],
  ...['7', '07', '-1', '1.5', '1e3', '1m', '100m', '1k', '1Ki', '1Gi', '2Mi', '1Gb', '10%', '0', '0644'],
  ...['10.0.0.1', '256.0.0.1', '::1', 'https://a.b', '*', 'true', 'null', '1h', '*/5 * * * *', 'UTC'],
  ...[
    'Always',
    'Never',
    'None',
    'In',
    'Exists',
    'TCP',
    'HTTP',
    'HTTPS',
    'Localhost',
    'RuntimeDefault',
    'Unconfined',
  ],
  ...[
    'metadata.name',
    'limits.cpu',
    'requests.memory',
    'NoSchedule',
    'File',
    'Directory',
    'ClusterFirst',
    'Memory',
  ],
  ...['a'.repeat(63), 'a'.repeat(64), 'a'.repeat(253), 'a'.repeat(254), 'a.'.repeat(30) + 'a'],
];
const OTHERS: readonly unknown[] = [null, true, false, [], {}, ['x'], [1], [''], { x: 'y' }, { x: 1 }];

/** Changes good manifests, always in the same way for the same seed. */
export class Mutator {
  private readonly random: Random;

  public constructor(
    private readonly good: readonly Manifest[],
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  public next(): Mutation {
    const manifest = structuredClone(this.random.pick(this.good)) as Record<string, any>;
    const changes = Array.from({ length: 1 + this.random.below(2) }, () => this.change(manifest));
    return { what: changes.join('; '), manifest };
  }

  private change(manifest: Record<string, any>): string {
    const root = SCHEMAS[manifest.kind as string]!;
    const places = inside(manifest.spec, root.properties!.spec!, ['spec']).filter(
      ({ path }) => path.length > 1,
    );
    const { owner, key, path, schema } = this.random.pick(places);
    const at = path.join('.');
    switch (this.random.below(8)) {
      case 0:
        if (Array.isArray(owner)) owner.splice(Number(key), 1);
        else Reflect.deleteProperty(owner, key);
        return `without ${at}`;
      case 1:
        if (Array.isArray(owner)) owner.push(structuredClone(owner[Number(key)]));
        else {
          owner[`${key}X`] = owner[key];
          Reflect.deleteProperty(owner, key);
        }
        return Array.isArray(owner) ? `${at} twice` : `${at}X`;
      case 2:
      case 3:
      case 4:
        return this.insert(owner[key], schema, at) ?? this.replace(owner, key, schema, at);
      default:
        return this.replace(owner, key, schema, at);
    }
  }

  /** A field that the schema has and the manifest has not. */
  private insert(owner: any, schema: Schema, at: string): string | undefined {
    const properties = resolved(schema).properties;
    if (properties === undefined || typeof owner !== 'object' || owner === null || Array.isArray(owner))
      return undefined;
    const missing = Object.keys(properties).filter((name) => owner[name] === undefined);
    if (missing.length === 0) return undefined;
    const name = this.random.pick(missing);
    owner[name] = this.sample(properties[name]!, 3);
    return `${at}.${name} = ${short(owner[name])}`;
  }

  private replace(owner: any, key: string, schema: Schema, at: string): string {
    owner[key] =
      this.random.below(6) === 0 ? structuredClone(this.random.pick(OTHERS)) : this.sample(schema, 2);
    return `${at} = ${short(owner[key])}`;
  }

  /** A value of the right type, for good or ill. */
  private sample(given: Schema, depth: number): unknown {
    const schema = resolved(given);
    if (schema.enum !== undefined) return this.random.pick([...schema.enum, 'x']);
    if (schema.anyOf !== undefined)
      return this.random.below(2) === 0 ? this.number() : this.random.pick(TEXTS);
    if (schema.type === 'boolean') return this.random.below(2) === 0;
    if (schema.type === 'integer' || schema.type === 'number') return this.number();
    if (schema.type === 'array') {
      return depth === 0
        ? []
        : Array.from({ length: this.random.below(3) }, () => this.sample(schema.items ?? {}, depth - 1));
    }
    if (schema.properties !== undefined) {
      const names = Object.keys(schema.properties);
      const chosen = Array.from({ length: 1 + this.random.below(3) }, () => this.random.pick(names));
      return depth === 0
        ? {}
        : Object.fromEntries(chosen.map((name) => [name, this.sample(schema.properties![name]!, depth - 1)]));
    }
    if (typeof schema.additionalProperties === 'object') {
      return { [this.random.pick(TEXTS)]: this.sample(schema.additionalProperties, depth - 1) };
    }
    return schema.type === 'object' ? {} : this.random.pick(TEXTS);
  }

  private number(): number {
    return this.random.pick(NUMBERS);
  }
}

interface Place {
  readonly owner: any;
  readonly key: string;
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** Every place of a value, with the schema of what stands there. */
function inside(value: unknown, schema: Schema, path: readonly string[]): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const known = path.at(-1) === 'template' && path.length > 2 ? POD : resolved(schema);
  return Object.keys(value).flatMap((key) => {
    const below =
      (Array.isArray(value) ? known.items : known.properties?.[key]) ??
      (typeof known.additionalProperties === 'object' ? known.additionalProperties : {});
    const place = { owner: value, key, path: [...path, key], schema: below };
    return [place, ...inside((value as any)[key], below, place.path)];
  });
}

function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const [file, pointer] = schema.$ref.split('#') as [string, string];
  const root = file === SCHEMAS.SparkApplication!.$id ? SCHEMAS.SparkApplication! : POD;
  return resolved(
    pointer
      .split('/')
      .slice(1)
      .reduce<any>((above, step) => above[step], root) as Schema,
  );
}

function short(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
