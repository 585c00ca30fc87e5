import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { IsolationKind } from '../../../../lib/runs/isolation/isolation';
import { variable } from '../../../../lib/runs/released';
import { nessieCommand, restServerJar } from '../../../../test/real-spark/tools';
import type { SparkApplication } from '../../../src/spark-application';
import { application, icebergApplication, nessieApplication } from '../../fixtures';
import { JavaServer } from './java-server';
import { LakeFsServer, REPOSITORY } from './lakefs-server';

/** A way to keep runs apart, with the server that does it and what a job writes there. */
export interface Tested {
  readonly kind: IsolationKind;
  /** Address of the server; undefined where there is none. */
  readonly url?: string;
  /** What no output may show. */
  readonly secrets: readonly string[];
  /** What a runner is told of the server. */
  env(url: string): Record<string, string>;
  /** The released application. Two runs of one lane do not run at once. */
  released(lane: number): SparkApplication;
  /** What commands are told that know the run by its id. */
  existing(lane: number): readonly string[];
  /** What the job of an application writes. */
  job(application: SparkApplication): Promise<void>;
  /** How often a run wrote, as the branch has it that the runner named. */
  written(name: string, branch: string | undefined): Promise<number>;
  /** How often main has what a run wrote. */
  promoted(name: string): Promise<number>;
  /** Branches of a run that are still there. */
  left(name: string): Promise<string[]>;
  stop(): Promise<void>;
}

const tableOf = (name: string): string => `iceberg/db/${name}/version-hint.text`;

/** Each run writes an object of its own, so that all of them can be promoted. */
export async function testedLakeFs(): Promise<Tested & { readonly server: LakeFsServer }> {
  const server = await LakeFsServer.start();
  return {
    kind: 'lakefs',
    server,
    url: server.url,
    secrets: [server.secret],
    env: (url) => server.env(url),
    released: () => application(),
    existing: () => ['--repository', REPOSITORY],
    job: ({ metadata: { name } }) => server.write(name, tableOf(name), name),
    written: async (name) => Number((await server.read(name, tableOf(name))) === name),
    promoted: async (name) => {
      if ((await server.read('main', tableOf(name))) !== name) return 0;
      // One of the branch, and its merge.
      return (await server.history()).filter((metadata) => metadata.application === name).length / 2;
    },
    // Its own branch, and the one on which a start makes the first commit.
    left: async (name) =>
      (await server.branches()).filter((branch) => new RegExp(`^${name}(-[0-9a-f]{64})?$`).test(branch)),
    stop: () => server.stop(),
  };
}

/** Runs that nothing keeps apart: what counts is that each job runs once. */
export function testedNone(): Promise<Tested> {
  const jobs: string[] = [];
  const times = (name: string): Promise<number> =>
    Promise.resolve(jobs.filter((done) => done === name).length);
  return Promise.resolve({
    kind: 'none',
    secrets: [],
    env: () => ({}),
    released: () => application(),
    existing: () => ['--isolation', 'none'],
    job: ({ metadata: { name } }) => {
      jobs.push(name);
      return Promise.resolve();
    },
    written: times,
    promoted: times,
    left: () => Promise.resolve([]),
    stop: () => Promise.resolve(),
  });
}

const NESSIE_TOKEN = `canary-nessie-${randomBytes(8).toString('hex')}`;

/** Each run writes a table of its own; undefined where there is no server. */
export async function testedNessie(): Promise<Tested | undefined> {
  const command = nessieCommand();
  if (command === undefined) return undefined;
  const server = await JavaServer.start('nessie', '/api/v2/config', (port) => ({
    argv: [
      ...command.slice(0, -2),
      ...['-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`],
      ...['-Dquarkus.management.host=127.0.0.1', '-Dquarkus.management.port=0'],
      ...command.slice(-2),
    ],
  }));
  const commit = async (branch: string, elements: readonly string[], content: object): Promise<void> => {
    const head = await server.call('GET', `/api/v2/trees/${branch}`);
    if (head === undefined) throw new Error(`there is no branch ${branch}`);
    await server.call('POST', `/api/v2/trees/${branch}%40${head.reference.hash}/history/commit`, {
      commitMeta: { message: 'job', properties: { wrote: elements.at(-1) } },
      operations: [{ type: 'PUT', key: { elements }, content }],
    });
  };
  await commit('main', ['db'], { type: 'NAMESPACE', elements: ['db'] });
  const times = async (branch: string, filter: string): Promise<any[]> =>
    (await server.call('GET', `/api/v2/trees/${branch}/history?filter=${encodeURIComponent(filter)}`))
      ?.logEntries ?? [];
  const wrote = (name: string): string =>
    `'wrote' in commit.properties && commit.properties['wrote'] == '${name}'`;
  return {
    kind: 'nessie',
    url: server.url,
    secrets: [NESSIE_TOKEN],
    env: (url) => ({ NESSIE_ENDPOINT_URL: url, NESSIE_TOKEN }),
    released: () => nessieApplication(),
    existing: () => ['--isolation', 'nessie'],
    job: ({ metadata: { name }, spec }) =>
      commit(variable(spec, 'NESSIE_BRANCH')!, ['db', name], {
        ...{ type: 'ICEBERG_TABLE', metadataLocation: `s3://lake/${name}` },
        ...{ snapshotId: 1, schemaId: 0, specId: 0, sortOrderId: 0 },
      }),
    written: async (name, branch = '') => (await times(branch, wrote(name))).length,
    promoted: async (name) => {
      const table = await server.call('GET', `/api/v2/trees/main/contents/db.${name}`);
      if (table?.content.metadataLocation !== `s3://lake/${name}`) return 0;
      const promotions = await times(
        'main',
        `'application' in commit.properties && commit.properties['application'] == '${name}'`,
      );
      return promotions.length;
    },
    left: async (name) => {
      const { references } = await server.call('GET', '/api/v2/trees?max-records=1000');
      return references
        .map((reference: any) => reference.name as string)
        .filter((branch: string) => branch.startsWith(`${name}-`));
    },
    stop: () => server.stop(),
  };
}

const ICEBERG_TOKEN = `canary-iceberg-${randomBytes(8).toString('hex')}`;

/** A REST catalog with two tables for each lane, which each run writes to. */
export async function testedIceberg(): Promise<Tested> {
  const server = await JavaServer.start('catalog', '/v1/config', (port, folder) => ({
    argv: ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '-jar', restServerJar()],
    env: {
      CATALOG_REST_PORT: String(port),
      CATALOG_WAREHOUSE: `file://${folder}/warehouse`,
      CATALOG_URI: `jdbc:sqlite:${join(folder, 'catalog.db')}`,
      ...{ CATALOG_JDBC_USER: 'user', CATALOG_JDBC_PASSWORD: 'password' },
    },
  }));
  const tables = (lane: number): string[] => [`l${lane}a`, `l${lane}b`];
  const named = (lane: number): string[] => tables(lane).map((name) => `lake.db.${name}`);
  await server.call('POST', '/v1/namespaces', { namespace: ['db'] });
  for (const name of [0, 1].flatMap(tables)) {
    await server.call('POST', '/v1/namespaces/db/tables', {
      name,
      schema: { type: 'struct', fields: [{ id: 1, name: 'x', type: 'long', required: false }] },
      properties: { 'write.wap.enabled': 'true' },
    });
  }
  const metadata = async (name: string): Promise<any> =>
    (await server.call('GET', `/v1/namespaces/db/tables/${name}`)).metadata;
  /** Who wrote what a branch has, the latest first. */
  const writers = async (name: string, branch: string): Promise<string[]> => {
    const { snapshots = [], refs = {} } = await metadata(name);
    const found: string[] = [];
    let id = refs[branch]?.['snapshot-id'];
    while (id !== undefined) {
      const snapshot = snapshots.find((one: any) => one['snapshot-id'] === id);
      found.push(snapshot.summary.run);
      id = snapshot['parent-snapshot-id'];
    }
    return found;
  };
  /** How often the tables of its lane have what a run wrote; not one number where they differ. */
  const times = async (name: string, branch: string): Promise<number> => {
    const counts = await Promise.all(
      tables(laneOf.get(name)!).map(
        async (table) => (await writers(table, branch)).filter((run) => run === name).length,
      ),
    );
    return counts.every((count) => count === counts[0]) ? counts[0]! : Number.NaN;
  };
  const laneOf = new Map<string, number>();
  /** Numbers of snapshots that JavaScript can hold: it is not this server that is under test. */
  let latest = Date.now();
  const append = async (table: string, branch: string, run: string): Promise<void> => {
    const { refs = {}, 'last-sequence-number': sequence } = await metadata(table);
    const before = refs[branch]?.['snapshot-id'] ?? refs.main?.['snapshot-id'];
    if ((await writers(table, branch))[0] === run) return;
    const id = latest++;
    await server.call('POST', `/v1/namespaces/db/tables/${table}`, {
      requirements: [
        { type: 'assert-ref-snapshot-id', ref: branch, 'snapshot-id': refs[branch]?.['snapshot-id'] ?? null },
      ],
      updates: [
        {
          action: 'add-snapshot',
          snapshot: {
            ...{ 'snapshot-id': id, ...(before !== undefined && { 'parent-snapshot-id': before }) },
            ...{ 'sequence-number': Number(sequence) + 1, 'timestamp-ms': Date.now(), 'schema-id': 0 },
            ...{ 'manifest-list': `file:///lake/${id}.avro`, summary: { operation: 'append', run } },
          },
        },
        { action: 'set-snapshot-ref', 'ref-name': branch, type: 'branch', 'snapshot-id': id },
      ],
    });
  };
  return {
    kind: 'iceberg',
    url: server.url,
    secrets: [ICEBERG_TOKEN],
    env: (url) => ({ ICEBERG_CATALOG_URL: url, ICEBERG_TOKEN }),
    released: (lane) => icebergApplication(named(lane)),
    existing: (lane) => ['--isolation', 'iceberg', '--tables', named(lane).join(',')],
    job: async ({ metadata: { name }, spec }) => {
      const written = variable(spec, 'ICEBERG_TABLES')!.replaceAll('lake.db.', '').split(',');
      laneOf.set(name, Number(written[0]![1]));
      for (const table of written) await append(table, spec.sparkConf!['spark.wap.branch']!, name);
    },
    written: (name, branch = '') => times(name, branch),
    promoted: (name) => times(name, 'main'),
    left: async (name) => {
      const all = await Promise.all([0, 1].flatMap(tables).map(metadata));
      return all.flatMap(({ refs = {} }) => Object.keys(refs).filter((ref) => ref.startsWith(`${name}-`)));
    },
    stop: () => server.stop(),
  };
}
