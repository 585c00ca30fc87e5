import { KronodroidPlatform, type KronodroidPlatformProps } from '../../lib';
import { Manifests } from '../cluster/support/manifests';
import { warnings } from '../support/console';
import * as clusters from './clusters';
import { expectations } from './support/expected';
import { Journal } from './support/journal';
import { LakeFsApi } from './support/lakefs';
import { leaks, Proof, SECRETS } from './support/proof';
import { readTables } from './support/reader';

/** What a variant does besides the proof that all share. */
interface Detours {
  /** Rules that warn of it. */
  readonly warned?: readonly string[];
  /** Before the job is started. */
  readonly before?: (proof: Proof) => Promise<void>;
  /** While it runs. */
  readonly during?: (proof: Proof) => Promise<void>;
  /** After it has ended, before its tables are read. */
  readonly after?: (proof: Proof) => Promise<void>;
  /** Settings of whoever reads the tables. */
  readonly readWith?: Readonly<Record<string, string>>;
}

test("the seed's configuration, with a REST catalog at its URI", () =>
  prove('seed', clusters.seed, {
    // The catalog stands behind the host name of lakeFS.
    warned: ['lakefs-catalog-uri'],
    before: (proof) => proof.addRestCatalog(),
  }));

test('open-source lakeFS, a branch for the run', () =>
  prove('open-source', clusters.openSource, {
    before: async (proof) => {
      expect(await lakefs(proof).createBranch('run-e2e', 'main')).toBe(201);
    },
    after: async (proof) => {
      await proof.journal.step('commit, merge, branch deleted', async () => {
        expect(await lakefs(proof).commit('run-e2e')).toBe(201);
        expect(await lakefs(proof).merge('run-e2e', 'main')).toBe(200);
        expect(await lakefs(proof).deleteBranch('run-e2e')).toBe(204);
      });
    },
    readWith: {
      'spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg': 's3a://kronodroid/main/iceberg',
    },
  }));

test('Pod Security restricted, read-only root, executors without rights and token', () =>
  prove('restricted', clusters.restricted, {
    during: async (proof) => {
      const { serviceAccountName, volumes } = await proof.podOf('executor');
      expect(serviceAccountName).toBe('spark-executor');
      expect(JSON.stringify(volumes)).not.toContain('serviceAccountToken');
      expect(JSON.stringify((await proof.podOf('driver')).volumes)).toContain('serviceAccountToken');
    },
  }));

test('Spark 4.0', () => prove('spark-4', clusters.spark4));

test('dynamic allocation', () => prove('dynamic-allocation', clusters.dynamicAllocation));

function lakefs({ namespace }: Proof): LakeFsApi {
  return new LakeFsApi(namespace, SECRETS['lakefs-credentials']!);
}

test('ScheduledSparkApplication, two runs', async () => {
  const journal = new Journal('schedule');
  const manifests = await journal.step('synth', () => Manifests.synth(clusters.schedule), true);
  const proof = new Proof('schedule', manifests, journal, 'schedule');
  await proof.carryOut(async () => {
    await proof.prepare();
    await journal.step('kubectl apply -f schedule/', () => proof.start());
    const runs = await journal.step('two runs COMPLETED', () => proof.scheduledRuns('kronodroid-nightly', 2));
    expect(new Set(runs).size).toBe(2);
    await journal.step('schedule deleted', () => {
      proof.stop();
    });
    const expected = {
      ...expectations('lakefs', 100),
      'SELECT count(*) >= 2 FROM lakefs.kronodroid.fct_training_dataset.snapshots': [[true]],
    };
    const rows = await journal.step('tables read back', () =>
      readTables(manifests.application.spec, proof.namespace, Object.keys(expected)),
    );
    expect(rows).toEqual(Object.values(expected));
  });
});

/** From a cluster file to rows in Iceberg tables, and back to a clean cluster. */
async function prove(name: string, platform: KronodroidPlatformProps, detours: Detours = {}): Promise<void> {
  const journal = new Journal(name);
  const manifests = await journal.step(
    'synth',
    () => Manifests.synth((app) => new KronodroidPlatform(app, 'platform', platform)),
    true,
  );
  expect(warnings()).toEqual(detours.warned ?? []);
  const proof = new Proof(name, manifests, journal);
  const { namespace } = proof;
  const { metadata, spec } = manifests.application;
  await proof.carryOut(async () => {
    await proof.prepare();
    await detours.before?.(proof);
    await journal.step('kubectl apply -f run/', () => proof.start());
    await detours.during?.(proof);
    const application = await journal.step('until COMPLETED', () => proof.completed(metadata.name));
    proof.explainTime(application);
    await detours.after?.(proof);

    const expected = expectations('lakefs');
    const rows = await journal.step('tables read back', () =>
      readTables(spec, namespace, Object.keys(expected), detours.readWith),
    );
    expect(Object.fromEntries(Object.keys(expected).map((query, i) => [query, rows[i]]))).toEqual(expected);

    const texts = proof.publicText(metadata.name);
    expect(leaks(texts)).toEqual([]);
    expect(texts['the log of the driver']).not.toMatch(/forbidden/i);
    expect(texts['the log of the operator']).not.toMatch(/forbidden/i);

    const again = await journal.step('the same files again', () => proof.applyAgain());
    expect(changes(again)).toEqual([]);
    expect(await proof.completed(metadata.name)).toEqual(application);
  });
}

function changes(answer: string): string[] {
  return answer
    .trim()
    .split('\n')
    .filter((line) => !line.endsWith(' unchanged'));
}
