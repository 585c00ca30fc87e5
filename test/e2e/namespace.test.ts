import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../lib/check/check';
import type { JobSize, PodSize } from '../../lib/manifest/job-size';
import { quantity } from '../../lib/manifest/quantity';
import { Manifests } from '../cluster/support/manifests';
import {
  installOperator,
  operatorLogs,
  refuseForeignCluster,
  uninstallOperator,
} from '../cluster/support/release';
import { eventually, kubectl, kubectlFeed, kubectlJson } from '../cluster/support/shell';
import { cached, enforcePolicies, onRig } from '../cluster/support/target';
import { warnings } from '../support/console';
import { SIZED, SIZES, STORES, team, TEAM } from './clusters/team';
import { completed, driverLog } from './support/application';
import { addProbe, reached } from './support/connections';
import { expectations } from './support/expected';
import { makeImages, QUICK_START } from './support/images';
import { leaks, SECRETS } from './support/proof';
import { readTables } from './support/reader';

/** Elsewhere the network of the cluster enforces policies, or the test fails. */
const isReady = !onRig() || existsSync(cached('kube-router'));
const unless = isReady ? describe : describe.skip;
if (!isReady) process.stderr.write('skipped: the rig has no kube-router; run `rig/policies start` once\n');

unless('a namespace for Spark', () => {
  let manifests: Manifests;
  let sizes: Record<string, JobSize>;
  let targets: Record<string, string>;

  beforeAll(async () => {
    const { addresses, ports } = kubectlJson('-n', 'default', 'get', 'endpoints', 'kubernetes').subsets[0];
    const apiServer = { cidrs: addresses.map(({ ip }: { ip: string }) => `${ip}/32`), port: ports[0].port };
    manifests = Manifests.synth((app) => {
      const jobs = team(app, apiServer);
      sizes = Object.fromEntries(Object.entries(jobs).map(([name, { size }]) => [name, size]));
    });
    warnings();
    refuseForeignCluster(manifests);
    enforcePolicies('start');
    makeImages();
    for (const name of [STORES, SIZES]) kubectl('create', 'namespace', name);
    kubectl('apply', '-f', join(manifests.folder, 'apply'));
    for (const namespace of [TEAM, STORES]) {
      const secrets = Object.entries(SECRETS).map(([name, stringData]) => {
        return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
      });
      kubectlFeed(secrets, 'apply');
    }
    await installOperator(manifests);
    kubectl('-n', STORES, 'apply', '-k', QUICK_START);
    kubectl('-n', STORES, 'wait', '--for=condition=complete', 'job/sample-data', '--timeout=300s');
    const address = (namespace: string, name: string): string =>
      kubectlJson('-n', namespace, 'get', 'service', name).spec.clusterIP;
    targets = {
      minio: `${address(STORES, 'minio')}:9000`,
      lakefs: `${address(STORES, 'lakefs')}:8000`,
      api: `${address('default', 'kubernetes')}:443`,
      dns: `udp:${address('kube-system', 'kube-dns')}:53`,
      'dns by TCP': `${address('kube-system', 'kube-dns')}:53`,
    };
  });

  afterAll(() => {
    uninstallOperator();
    for (const folder of ['sizes', 'second', 'first', 'run', 'apply']) {
      kubectl('delete', '-f', join(manifests.folder, folder), '--ignore-not-found', '--wait=false');
    }
    for (const name of [TEAM, STORES, SIZES]) {
      kubectl('delete', 'namespace', name, '--ignore-not-found', '--timeout=180s');
    }
    enforcePolicies('stop');
  });

  test('the job ends with its rows, and a stray pod reaches neither its driver nor its stores', async () => {
    const { metadata, spec } = manifests.application;
    kubectl('apply', '-f', join(manifests.folder, 'run'));
    const driver = await running('driver');
    const ports = { driver: 7078, blocks: 7079, ui: 4040 };
    const ofDriver = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, `${driver.status.podIP}:${port}`]),
    );
    addProbe(TEAM, 'stray', {}, []);
    addProbe(STORES, 'outside', {}, []);
    addProbe(TEAM, 'executor', { 'spark-role': 'executor' }, []);
    // The same looks from a pod of Spark show that there is something to reach.
    await eventually('driver that listens', 60, () =>
      reached(TEAM, 'executor', ofDriver).includes('driver') ? true : undefined,
    );
    expect(reached(TEAM, 'stray', { ...targets, ...ofDriver })).toEqual([]);
    expect(reached(STORES, 'outside', ofDriver)).toEqual([]);
    expect(reached(STORES, 'outside', targets)).toEqual(Object.keys(targets));
    const pods = ['pod', 'stray', 'executor', '--wait', '--ignore-not-found'];
    kubectl('-n', TEAM, 'delete', ...pods);

    await completed(TEAM, metadata.name);
    const log = driverLog(TEAM, metadata.name);
    expect(log).not.toMatch(/forbidden/i);
    expect(leaks({ driver: log, operator: operatorLogs() })).toEqual([]);
    const expected = expectations('lakefs');
    // Whoever reads is no job, so the namespace of the jobs is closed to it.
    const rows = await readTables(spec, STORES, Object.keys(expected));
    expect(Object.fromEntries(Object.keys(expected).map((query, i) => [query, rows[i]]))).toEqual(expected);
    kubectl('delete', '-f', join(manifests.folder, 'run'), '--wait');
  });

  test('a job for which the quota has no room is refused, and check has said so', async () => {
    const apply = (name: string): string => kubectl('apply', '-f', join(manifests.folder, name));
    const remove = (name: string): string =>
      kubectl('delete', '-f', join(manifests.folder, name), '--ignore-not-found', '--wait');
    const objects = ['apply', 'first', 'second'].flatMap((folder) => manifests.objects(folder));
    expect(toldOf(objects)).toEqual([
      'quota-jobs-together: jobs first, second ask for 1.2 of requests.cpu at their start, and quota spark allows 0.75',
    ]);
    expect(toldOf(objects.filter(({ metadata }) => metadata.name !== 'second'))).toEqual([]);
    apply('first');
    await running('executor');
    apply('second');
    const refused = await eventually('refusal of the second job', 240, () => {
      const { state, errorMessage } = kubectlJson('-n', TEAM, 'get', 'sparkapplication', 'second').status
        .applicationState;
      return /FAILED/.test(state)
        ? /exceeded quota: .*? limited: [\w.=]+?m(?=\W)/.exec(errorMessage)?.[0]
        : undefined;
    });
    expect(refused).toMatch(/^exceeded quota: spark, requested: requests.cpu=200m/);
    process.stdout.write(`the second job: ${refused}\n`);
    remove('second');
    remove('first');
  });

  describe('no rule of the policies is spare', () => {
    const between = ['driver to executor', 'executor to driver'];
    let all: Record<string, string>;
    let every: string[];
    let open: string[];
    let policies: any[];
    /** What is closed without a rule. */
    let lost: Readonly<Record<string, readonly string[]>>;

    beforeAll(async () => {
      addProbe(TEAM, 'driver', { 'spark-role': 'driver' }, [7078]);
      addProbe(TEAM, 'executor', { 'spark-role': 'executor' }, [7079]);
      const ip = (name: string): string => kubectlJson('-n', TEAM, 'get', 'pod', name).status.podIP;
      all = { ...targets, driver: `${ip('driver')}:7078`, executor: `${ip('executor')}:7079` };
      every = between.flatMap((connection) => {
        const [probe] = connection.split(' ');
        return Object.keys(all)
          .filter((name) => name !== probe)
          .map((name) => `${probe} to ${name}`);
      });
      // Executors have no business with the API server.
      open = every.filter((connection) => connection !== 'executor to api');
      policies = manifests.objects('apply').filter(({ kind }) => kind === 'NetworkPolicy');
      lost = {
        'spark-jobs ingress 0': between,
        'spark-jobs egress 0': between,
        'spark-jobs egress 1': open.filter((connection) => connection.includes('dns')),
        'spark-driver-api-server egress 0': ['driver to api'],
        'spark-servers egress 0': open.filter((connection) => /minio|lakefs/.test(connection)),
      };
      await settled('open connections', open);
    });

    afterEach(async () => {
      kubectl('delete', '-f', join(manifests.folder, 'run'), '--ignore-not-found', '--wait');
      kubectlFeed(policies, 'apply');
      await settled('connections with all rules again', open);
    });

    afterAll(() => {
      kubectl('-n', TEAM, 'delete', 'pod', 'driver', 'executor', '--wait');
    });

    async function settled(what: string, wanted: readonly string[]): Promise<void> {
      await eventually(what, 60, () => {
        const found = ['driver', 'executor'].flatMap((probe) =>
          reached(TEAM, probe, all)
            .filter((name) => name !== probe)
            .map((name) => `${probe} to ${name}`),
        );
        if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(found.join(', '));
        return true;
      });
    }

    async function without(rules: readonly string[], before: readonly string[]): Promise<void> {
      for (const rule of rules) {
        const [name, direction, index] = rule.split(' ');
        const patch = JSON.stringify([{ op: 'remove', path: `/spec/${direction}/${index}` }]);
        kubectl('-n', TEAM, 'patch', 'networkpolicy', name!, '--type=json', '-p', patch);
      }
      const closed = lost[rules[0]!]!;
      const left = before.filter((connection) => !closed.includes(connection));
      await settled(`connections without ${rules.join(' and ')}`, left);
      process.stdout.write(`without ${rules.join(' and ')}: ${closed.join(', ')} closed\n`);
    }

    test('these are all of them', () => {
      const rules = policies.flatMap(({ metadata, spec }) =>
        ['ingress', 'egress'].flatMap((direction) =>
          ((spec[direction] ?? []) as unknown[]).map((_, index) => `${metadata.name} ${direction} ${index}`),
        ),
      );
      expect(rules.sort()).toEqual(Object.keys(lost).sort());
    });

    // Between pods of a node kube-router is content when one end allows it, so each direction is looked at without the other.
    test.each(['Egress', 'Ingress'])('pods of Spark reach each other by a rule of %s', async (direction) => {
      kubectl('-n', TEAM, 'delete', 'networkpolicy', '--all');
      const alone = policies
        .filter(({ spec }) => spec.policyTypes.includes(direction))
        .map(({ spec: { ingress, egress, ...rest }, ...policy }) => {
          const rules = direction === 'Egress' ? { egress } : { ingress };
          return { ...policy, spec: { ...rest, ...rules, policyTypes: [direction] } };
        });
      kubectlFeed(alone, 'apply');
      const before = direction === 'Egress' ? open : every;
      await settled(`connections by ${direction} alone`, before);
      await without([`spark-jobs ${direction.toLowerCase()} 0`], before);
    });

    test.each<[string, readonly string[], RegExp]>([
      ['DNS', ['spark-jobs egress 1'], /UnknownHostException: kubernetes\.default\.svc/],
      ['the API server', ['spark-driver-api-server egress 0'], /Connection refused/],
      ['its stores', ['spark-servers egress 0'], /Connect to lakefs\S* .* failed: Connection refused/],
      [
        'its executors',
        ['spark-jobs ingress 0', 'spark-jobs egress 0'],
        /Initial job has not accepted any resources/,
      ],
    ])('a job that does not reach %s says so, and does not end well', async (_, rules, complaint) => {
      await without(rules, open);
      kubectl('apply', '-f', join(manifests.folder, 'run'));
      const { name } = manifests.application.metadata;
      const said = await eventually(
        `complaint of ${name}`,
        300,
        () => complaint.exec(driverLog(TEAM, name))?.[0],
      );
      process.stdout.write(`${said}\n`);
      const { applicationState } = kubectlJson('-n', TEAM, 'get', 'sparkapplication', name).status;
      expect(applicationState.state).not.toBe('COMPLETED');
    });
  });

  test.each(Object.keys(SIZED))('job.size is what the pods of the operator ask for: %s', async (name) => {
    const size = sizes[name]!;
    kubectl('apply', '-f', join(manifests.folder, 'sizes', `${name}.yaml`));
    const pods = await eventually(`${size.atStart.pods} pods of ${name}`, 240, () => {
      const found: any[] = kubectlJson('-n', SIZES, 'get', 'pods', '-l', `spark-app-name=${name}`).items;
      const failed = found.find(({ status }) => status.phase === 'Failed');
      if (failed !== undefined)
        throw new Error(kubectl('-n', SIZES, 'logs', failed.metadata.name, '--tail=30'));
      return found.length >= size.atStart.pods ? found : undefined;
    });
    kubectl('delete', '-f', join(manifests.folder, 'sizes', `${name}.yaml`), '--wait');
    expect(pods).toHaveLength(size.atStart.pods);
    for (const role of ['driver', 'executor'] as const) {
      const own = pods.filter(({ metadata }) => metadata.labels['spark-role'] === role);
      for (const pod of own) expect(asked(pod)).toEqual(size[role]);
    }
    const all = pods.map(asked);
    expect({
      pods: pods.length,
      cpu: round(all.reduce((sum, { cpu }) => sum + cpu!, 0)),
      memory: all.reduce((sum, { memory }) => sum + memory!, 0),
    }).toEqual(size.atStart);
    process.stdout.write(`${name}: ${JSON.stringify(size.atStart)}\n`);
  });
});

async function running(role: string): Promise<any> {
  return eventually(`${role} that runs`, 240, () => {
    const found: any[] = kubectlJson(
      '-n',
      TEAM,
      'get',
      'pods',
      '-l',
      `spark-role=${role},spark-app-selector`,
    ).items;
    return found.find(({ status }) => status.phase === 'Running');
  });
}

/** What `check` says of the jobs of a namespace together. */
function toldOf(objects: readonly any[]): string[] {
  return checkManifests([objects.map((object) => JSON.stringify(object)).join('\n---\n')])
    .filter(({ rule }) => rule.id === 'quota-jobs-together')
    .map(({ rule, message }) => `${rule.id}: ${message}`);
}

/** What the containers of a pod ask for together. */
function asked({ spec }: any): PodSize {
  const sum = (group: string, resource: string): number | undefined => {
    const given = (spec.containers as any[]).flatMap(({ resources }) => resources?.[group]?.[resource] ?? []);
    return given.length === 0
      ? undefined
      : given.reduce((total: number, text: string) => total + quantity(text)!, 0);
  };
  const mebibytes = (bytes: number | undefined): number | undefined => bytes && bytes / 2 ** 20;
  const cpuLimit = sum('limits', 'cpu');
  return {
    cpu: round(sum('requests', 'cpu')!),
    memory: mebibytes(sum('requests', 'memory')),
    cpuLimit: cpuLimit && round(cpuLimit),
    memoryLimit: mebibytes(sum('limits', 'memory')),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
