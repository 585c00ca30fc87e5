import type { RunTemplate } from '../../lib';
import { OUTCOMES } from '../../runner/src/outcome';
import { ended, Program, type Ended } from '../../runner/test/program';
import { Manifests } from '../cluster/support/manifests';
import { kubectl, kubectlFeed } from '../cluster/support/shell';
import { isolations } from './clusters';
import { throughService } from './support/forward';
import { CATALOGS, makeCatalogImages } from './support/images';
import { Journal } from './support/journal';
import { leaks, Proof } from './support/proof';
import { readTables } from './support/reader';

const TABLES = ['orders', 'lines'];
const READ = TABLES.map((table) => `SELECT * FROM lake.sales.${table} ORDER BY 1`);
const MAKE = [
  'CREATE NAMESPACE IF NOT EXISTS lake.sales',
  ...TABLES.map((table) => `CREATE TABLE lake.sales.${table} (label string) USING iceberg`),
];

describe('runs that something else than lakeFS keeps apart', () => {
  let templates: Record<string, RunTemplate> = {};
  const journal = new Journal('isolations');
  const manifests = Manifests.synth((app) => {
    templates = isolations(app);
  });
  const jobs = Object.fromEntries(
    manifests
      .objects('jobs')
      .filter(({ kind }) => kind === 'SparkApplication')
      .map((job) => [job.metadata.name as string, job.spec]),
  );
  const proof = new Proof('isolations', manifests, journal);
  const { namespace } = proof;
  const outputs: string[] = [];
  let program: Program;

  beforeAll(async () => {
    program = await journal.step('runner bundled', () => Program.bundle(), true);
    await proof.attempt(async () => {
      await journal.step('images of the catalogs', () => {
        makeCatalogImages();
      });
      await proof.prepare();
      await journal.step('REST catalog and Nessie', () => {
        kubectl('-n', namespace, 'exec', 'deploy/minio', '--', 'mkdir', '-p', '/data/warehouse');
        kubectlFeed(
          manifests.objects('jobs').filter(({ kind }) => kind === 'ConfigMap'),
          'apply',
        );
        kubectl('-n', namespace, 'apply', '-k', CATALOGS);
        for (const name of ['catalog', 'nessie']) {
          kubectl('-n', namespace, 'rollout', 'status', `deploy/${name}`, '--timeout=300s');
        }
      });
    });
    // Images are made from jars that are downloaded once.
  }, 1_800_000);

  afterAll(async () => {
    kubectl('delete', '-k', CATALOGS, '--namespace', namespace, '--ignore-not-found', '--wait=false');
    await proof.end();
  });

  /** The runner on this machine, which reaches the catalogs as their isolation asks for. */
  async function runner(kind: string, command: string, ...args: string[]): Promise<Ended> {
    const isNessie = kind === 'nessie';
    return throughService(
      namespace,
      isNessie ? 'nessie' : 'catalog',
      isNessie ? 19120 : 8181,
      async (url) => {
        const server = isNessie ? 'NESSIE_ENDPOINT_URL' : 'ICEBERG_CATALOG_URL';
        const child = program.start([command, ...args, '--namespace', namespace], {
          KUBECONFIG: process.env.KUBECONFIG!,
          [server]: url,
        });
        const end = await ended(child);
        outputs.push(end.stdout, end.stderr);
        return end;
      },
    );
  }

  const start = (kind: string, runId: string): Promise<Ended> =>
    runner(
      kind,
      'run',
      ...['--template-config-map', templates[kind]!.configMapName, '--run-id', runId],
      ...['--set', `label=${runId}`],
    );
  const existing = (kind: string, runId: string): string[] => [
    ...['--job', templates[kind]!.jobName, '--run-id', runId, '--isolation', kind],
  ];
  const main = (kind: string, ...queries: string[]): Promise<unknown[][][]> =>
    readTables(jobs[templates[kind]!.jobName], namespace, queries);

  test.each(['iceberg', 'nessie'])(
    '%s: two runs of one main, one promoted and one in conflict; one that fails',
    (kind) =>
      proof.attempt(async () => {
        await journal.step(`${kind}: tables made`, () => main(kind, ...MAKE));
        const runs = await journal.step(`${kind}: two runs of one main COMPLETED`, () =>
          Promise.all(['first', 'second'].map((id) => start(kind, id))),
        );
        for (const run of runs) expect(run).toMatchObject({ code: 0, result: { outcome: 'completed' } });
        expect(await journal.step(`${kind}: main read`, () => main(kind, ...READ))).toEqual([[], []]);

        const promoted = await runner(kind, 'promote', ...existing(kind, 'first'), '--delete-branch');
        expect(promoted).toMatchObject({ code: 0, result: { outcome: 'promoted', target: 'main' } });
        const conflict = await runner(kind, 'promote', ...existing(kind, 'second'), '--delete-branch');
        expect(conflict).toMatchObject({ code: OUTCOMES.conflict.exit, result: { outcome: 'conflict' } });

        const failed = await journal.step(`${kind}: a third run fails after its writes`, () =>
          start(kind, 'fails'),
        );
        expect(failed).toMatchObject({ code: OUTCOMES.failed.exit, result: { outcome: 'failed' } });
        const refused = await runner(kind, 'promote', ...existing(kind, 'fails'));
        expect(refused).toMatchObject({ result: { outcome: 'not-completed' } });

        const rows = [[['first']], [['first']]];
        expect(await journal.step(`${kind}: main read`, () => main(kind, ...READ))).toEqual(rows);
        for (const id of ['second', 'fails', 'first']) {
          const cleaned = await runner(kind, 'cleanup', ...existing(kind, id));
          expect(cleaned).toMatchObject({ code: 0, result: { outcome: 'cleaned' } });
        }
        expect(await runner(kind, 'promote', ...existing(kind, 'first'), ...gone(kind))).toMatchObject({
          code: 0,
          result: { outcome: 'already-promoted' },
        });
        expect(await branches(kind)).toEqual(['main']);
      }),
  );

  test('none: a run writes at once, is started once, and has nothing to promote', () =>
    proof.attempt(async () => {
      const [run, again] = await journal.step('none: one run, started twice', () =>
        Promise.all([start('none', 'only'), start('none', 'only')]),
      );
      for (const end of [run, again])
        expect(end).toMatchObject({ code: 0, result: { outcome: 'completed' } });
      const promote = await runner('none', 'promote', ...existing('none', 'only'));
      expect(promote).toMatchObject({ code: OUTCOMES.refused.exit, result: { outcome: 'refused' } });
      expect(await journal.step('none: main read', () => main('none', ...READ))).toEqual([
        [['first'], ['only']],
        [['first'], ['only']],
      ]);
      expect(await runner('none', 'cleanup', ...existing('none', 'only'))).toMatchObject({ code: 0 });
    }));

  test('no output of the runner holds a secret', () => {
    expect(outputs.length).toBeGreaterThan(20);
    expect(leaks({ outputs: outputs.join('\n') })).toEqual([]);
  });

  /** What is said of a run whose application is gone. */
  function gone(kind: string): string[] {
    return ['--unchecked', ...(kind === 'iceberg' ? ['--tables', templates[kind]!.tables.join(',')] : [])];
  }

  /** Branches that are left, of the catalog or of its tables. */
  async function branches(kind: string): Promise<string[]> {
    if (kind === 'nessie') {
      return throughService(namespace, 'nessie', 19120, async (url) => {
        const { references } = (await (await fetch(`${url}/api/v2/trees`)).json()) as any;
        return references.map(({ name }: { name: string }) => name);
      });
    }
    return throughService(namespace, 'catalog', 8181, async (url) => {
      const refs = await Promise.all(
        TABLES.map(async (table) => {
          const { metadata } = (await (
            await fetch(`${url}/v1/namespaces/sales/tables/${table}`)
          ).json()) as any;
          return Object.keys(metadata.refs);
        }),
      );
      return [...new Set(refs.flat())];
    });
  }
});
