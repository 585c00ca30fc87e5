import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifests } from '../../cluster/support/manifests';
import {
  installOperator,
  operatorLogs,
  refuseForeignCluster,
  uninstallOperator,
} from '../../cluster/support/release';
import { eventually, kubectl, kubectlFeed, kubectlJson } from '../../cluster/support/shell';
import { completed, driverLog } from './application';
import { makeImages, QUICK_START, REST_CATALOG } from './images';
import type { Journal } from './journal';

const PROJECT = join(__dirname, '../../..');

/** Values of the Secrets, to be searched for where they must not be. */
export const SECRETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'minio-credentials': { 'access-key': 'canary-minio-user', 'secret-key': 'canary-minio-8d1f60b7' },
  'lakefs-credentials': {
    'access-key': 'AKIACANARYLAKEFS0001',
    'secret-key': 'canary-lakefs-52c9e4a3f7b1d860c2e5',
  },
  // Nothing answers to these: they are for failures on purpose.
  'wrong-credentials': { 'access-key': 'canary-minio-user', 'secret-key': 'canary-wrong-0b7d55e19a34' },
};

/** The seed's Quick Start with the manifests of one cluster, step by step. */
export class Proof {
  public readonly namespace: string;
  private readonly evidence: string;

  public constructor(
    public readonly name: string,
    private readonly manifests: Manifests,
    public readonly journal: Journal,
    private readonly runFolder = 'run',
  ) {
    this.namespace = manifests.application.metadata.namespace ?? 'default';
    this.evidence = join(PROJECT, '.cache/e2e', name);
  }

  /** A whole proof: cleans up whatever happens, and prints its times. */
  public async carryOut(action: () => Promise<void>): Promise<void> {
    try {
      await this.attempt(action);
    } finally {
      await this.end();
    }
  }

  /** A part of a proof: keeps what shows why it failed. */
  public async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.keepEvidence();
      throw error;
    }
  }

  /** The end of a proof, good or bad. */
  public async end(): Promise<void> {
    await this.journal.step('clean-up', () => {
      this.cleanUp();
    });
    process.stdout.write(`\n${this.journal.table}\n`);
  }

  /** Everything but the application: images, namespaces, accounts, Secrets, operator, stores with raw data. */
  public async prepare(): Promise<void> {
    const { journal, manifests, namespace } = this;
    refuseForeignCluster(manifests);
    await journal.step('images', makeImages);
    await journal.step('kubectl apply -f apply/', () =>
      kubectl('apply', '-f', join(manifests.folder, 'apply')),
    );
    await journal.step('Secrets, from the template', () => kubectlFeed(filledIn(manifests), 'apply'));
    await journal.step('helm install, webhook answers', () => installOperator(manifests));
    await journal.step('MinIO, lakeFS and raw data', () => {
      kubectl('-n', namespace, 'apply', '-k', QUICK_START);
      kubectl('-n', namespace, 'wait', '--for=condition=complete', 'job/sample-data', '--timeout=300s');
    });
  }

  /** Puts a REST catalog at the address at which the seed expects it. */
  public async addRestCatalog(): Promise<void> {
    await this.journal.step('REST catalog in front of lakeFS', () => {
      kubectl('-n', this.namespace, 'apply', '-k', REST_CATALOG);
      kubectl('-n', this.namespace, 'rollout', 'status', 'deploy/rest-catalog', '--timeout=120s');
    });
  }

  /** Starts what the folder of the job holds. */
  public start(): string {
    return kubectl('apply', '-f', join(this.manifests.folder, this.runFolder));
  }

  /** Ends what `start` has started. */
  public stop(): void {
    kubectl('delete', '-f', join(this.manifests.folder, this.runFolder), '--ignore-not-found', '--wait');
  }

  /** The specification of a pod of the job, once there is one. */
  public async podOf(role: string): Promise<any> {
    const selector = `spark-role=${role}`;
    return eventually(`pod of the ${role}`, 120, () => {
      const pods = kubectlJson('-n', this.namespace, 'get', 'pods', '-l', selector).items as {
        spec: unknown;
      }[];
      return pods[0]?.spec;
    });
  }

  /** Names of the first runs of a schedule, all of which have to complete. */
  public async scheduledRuns(name: string, count: number): Promise<string[]> {
    const runs: string[] = [];
    while (runs.length < count) {
      const run = await eventually(`run of ${name}`, 120, () => {
        const last = kubectlJson('-n', this.namespace, 'get', 'scheduledsparkapplication', name).status
          ?.lastRunName;
        return last === undefined || runs.includes(last) ? undefined : (last as string);
      });
      await this.completed(run);
      runs.push(run);
    }
    return runs;
  }

  /** Waits for the end of an application; fails with the log of its driver unless it is COMPLETED. */
  public async completed(name: string, seconds?: number): Promise<any> {
    return completed(this.namespace, name, seconds);
  }

  /** Notes where the time of a completed application went. */
  public explainTime(application: any): void {
    const pod = kubectlJson('-n', this.namespace, 'get', 'pod', application.status.driverInfo.podName);
    const { startedAt, finishedAt } = pod.status.containerStatuses[0].state.terminated;
    const times = [
      application.metadata.creationTimestamp,
      pod.metadata.creationTimestamp,
      startedAt,
      finishedAt,
    ];
    const seconds = times.map((time: string) => Date.parse(time) / 1000);
    for (const [i, name] of ['spark-submit in the operator', 'start of the driver', 'the job'].entries()) {
      this.journal.detail(name, seconds[i + 1]! - seconds[i]!);
    }
  }

  public driverLog(name: string): string {
    return driverLog(this.namespace, name);
  }

  /** Where somebody with fewer rights than a reader of Secrets could look, by name. */
  public publicText(application: string): Record<string, string> {
    const { namespace } = this;
    return {
      'the application': kubectl(
        '-n',
        namespace,
        'get',
        'sparkapplications,scheduledsparkapplications',
        '-o',
        'yaml',
      ),
      'the log of the operator': operatorLogs(),
      "the driver's ConfigMaps": kubectl('-n', namespace, 'get', 'configmaps', '-o', 'yaml'),
      'the log of the driver': this.driverLog(application),
      'the pods': kubectl('-n', namespace, 'get', 'pods', '-o', 'yaml'),
      'the events': kubectl('-n', namespace, 'get', 'events', '-o', 'yaml'),
    };
  }

  /** Applies everything again as it is. */
  public applyAgain(): string {
    return kubectl(
      'apply',
      '-f',
      join(this.manifests.folder, 'apply'),
      '-f',
      join(this.manifests.folder, this.runFolder),
    );
  }

  private keepEvidence(): void {
    mkdirSync(this.evidence, { recursive: true });
    const keep = (file: string, read: () => string): void => {
      try {
        writeFileSync(join(this.evidence, file), read());
      } catch (error) {
        writeFileSync(join(this.evidence, file), String(error));
      }
    };
    const inNamespace = (...args: string[]): string => kubectl('-n', this.namespace, ...args);
    keep('objects.yaml', () =>
      inNamespace('get', 'sparkapplications,scheduledsparkapplications,configmaps,pods', '-o', 'yaml'),
    );
    keep('events.txt', () => inNamespace('get', 'events', '--sort-by=.lastTimestamp'));
    keep('drivers.log', () => inNamespace('logs', '-l', 'spark-role=driver', '--tail=-1', '--prefix'));
    keep('executors.log', () => inNamespace('logs', '-l', 'spark-role=executor', '--tail=-1', '--prefix'));
    keep('operator.log', operatorLogs);
    process.stderr.write(`${this.name}: what is needed to see why is in ${this.evidence}\n`);
  }

  /** Removes all that the proof has made, in the order that lets nothing start again, as far as it is there. */
  private cleanUp(): void {
    const { manifests, namespace } = this;
    const remove = (...what: string[]) =>
      kubectl('delete', ...what, '--namespace', namespace, '--ignore-not-found', '--wait', '--timeout=120s');
    const steps = [
      () => {
        this.stop();
      },
      uninstallOperator,
      () => remove('-k', REST_CATALOG),
      () => remove('-k', QUICK_START),
      () => remove('secret', ...Object.keys(SECRETS)),
      () => remove('pod,configmap', 'read-tables'),
      () => kubectl('delete', '-f', join(manifests.folder, 'apply'), '--ignore-not-found', '--wait'),
    ];
    for (const step of steps) {
      try {
        step();
      } catch (error) {
        // What stopped the proof early may have kept this from being made.
        process.stderr.write(`${this.name}, clean-up: ${String(error)}\n`);
      }
    }
  }
}

/** The places in which the value of a Secret stands, in clear or in base64. */
export function leaks(texts: Readonly<Record<string, string>>): string[] {
  const values = Object.values(SECRETS).flatMap((secret) => Object.values(secret));
  const needles = values.flatMap((value) => [
    value,
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
  ]);
  return Object.entries(texts)
    .filter(([, text]) => needles.some((needle) => text.includes(needle)))
    .map(([place]) => place);
}

function filledIn(manifests: Manifests): object[] {
  return manifests.objects('fill-in').map((secret) => {
    const values = SECRETS[secret.metadata.name];
    if (values === undefined) throw new Error(`no values for the Secret ${String(secret.metadata.name)}`);
    return { ...secret, stringData: values };
  });
}
