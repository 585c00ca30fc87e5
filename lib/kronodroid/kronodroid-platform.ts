import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ExecutorServiceAccount } from '../access/executor-service-account';
import type { SparkPermissions } from '../access/spark-permissions';
import { SparkServiceAccount } from '../access/spark-service-account';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { ManifestFile } from '../app/manifest-file';
import { addValidation } from '../app/synthesis';
import { registerRelease } from '../chart/released';
import { AccessKeysTemplate } from '../credentials/access-keys-template';
import type { AccessKeys } from '../credentials/access-keys';
import { GitOps } from '../gitops/git-ops';
import { Stage } from '../gitops/stage';
import { SparkOperator } from '../operator/spark-operator';
import { KfpPromoteComponent } from '../pipeline/kfp-promote-component';
import { KfpRunComponent } from '../pipeline/kfp-run-component';
import { SparkAdmissionPolicy } from '../platform/spark-admission-policy';
import { SparkNamespace } from '../platform/spark-namespace';
import { show } from '../problems';
import { continueIn } from '../spark/defaults/layers';
import { SparkDefaults } from '../spark/defaults/spark-defaults';
import { RunParameter } from '../runs/run-parameter';
import { RunSubmitter } from '../pipeline/run-submitter';
import { RunTemplate } from '../pipeline/run-template';
import { Runner } from '../pipeline/runner';
import { RUNNER_IMAGE } from '../versions';
import { defaultLakeFs, defaultMinio } from './defaults';
import { KronodroidIcebergJob } from './kronodroid-iceberg-job';
import type { KronodroidPlatformProps } from './kronodroid-platform-props';
import { TemplateFile } from './template-file';

const LABELS = {
  'app.kubernetes.io/managed-by': 'cdk8s',
  'app.kubernetes.io/part-of': 'kronodroid',
};

/**
 * The Kronodroid data platform on one cluster. In a `ClusterApp` its files go to folders, each of which is used as
 * a whole:
 *
 * - `helm/` is given to `helm`;
 * - `apply/` may be applied at any time;
 * - `fill-in/` is copied, filled in and applied by hand, once;
 * - `run/` starts the job when it is applied;
 * - `pipelines/` is loaded by the pipelines that start runs.
 *
 * With `gitOps` the folders of `git/` take the place of `helm/` and `apply/`, and `bootstrap/` is applied by hand, once.
 */
export class KronodroidPlatform extends Construct {
  /** The release of the operator. */
  public readonly operator: SparkOperator;
  /** The job. */
  public readonly job: KronodroidIcebergJob;
  /** The job as released in the cluster, from which pipelines stamp their runs. */
  public readonly template: RunTemplate;
  /** Account of drivers in the namespace of the job, for more jobs there. */
  public readonly driverServiceAccount: ISparkServiceAccount;
  /** Account of executors in the namespace of the job: without rights and token. */
  public readonly executorServiceAccount: ISparkServiceAccount;

  private readonly gitOps: GitOps | undefined;

  public constructor(scope: Construct, id: string, props: KronodroidPlatformProps = {}) {
    super(scope, id);
    this.gitOps = props.gitOps;
    const watched = props.jobNamespaces ?? ['default'];
    // Where all namespaces are watched, the job has one all the same.
    const jobNamespaces = watched.length === 0 ? ['default'] : watched;
    const namespace = jobNamespaces[0]!;
    const minio = props.minio ?? defaultMinio();
    const lakefs = props.lakefs ?? defaultLakeFs();

    const stepNamespace = props.stepNamespace ?? namespace;
    const stepKeys = props.stepKeys ?? lakefs.keys;

    const operatorNamespace = props.operator?.namespace ?? 'spark-operator';
    if (props.defaults !== undefined) SparkDefaults.of(this).add(props.defaults);
    const ready = this.addReadyNamespaces(jobNamespaces, operatorNamespace, props);
    const isPlain = (name: string): boolean => !ready.has(name);
    const plain = jobNamespaces.filter(isPlain);
    this.addNamespaces(new Set([operatorNamespace, ...jobNamespaces, stepNamespace].filter(isPlain)));
    const accounts = this.addAccounts(jobNamespaces, ready, stepNamespace, props.permissions);
    this.driverServiceAccount = accounts.driver;
    this.executorServiceAccount = accounts.executor;
    this.addSecretsTemplate([
      ...(minio.keys === undefined ? [] : [{ namespace, keys: minio.keys }]),
      { namespace, keys: lakefs.keys },
      { namespace: stepNamespace, keys: stepKeys },
    ]);

    this.operator = new SparkOperator(this, 'spark-operator', {
      jobNamespaces: watched,
      driverServiceAccount: accounts.driver,
      folder: 'helm',
      delivery: this.gitOps?.delivery(),
      ...props.operator,
    });

    const isIsolated = props.isolateRun === true;
    this.job = new KronodroidIcebergJob(isIsolated ? this.unwritten() : this.runFile([]), 'job', {
      ...props.job,
      namespace,
      serviceAccount: accounts.driver,
      executorServiceAccount: accounts.executor,
      minio,
      lakefs,
    });
    this.template = this.addTemplate(this.job);
    if (isIsolated) this.addRun(this.job.runId);
    accounts.submitter.allow(this.template);
    if (props.admissionPolicy === true && plain.length > 0) this.addAdmissionPolicy(plain);
    this.addComponents(new Runner({ image: props.runnerImage ?? RUNNER_IMAGE, lakefs, keys: stepKeys }));
    this.gitOps?.bind(this);
  }

  private runFile(more: readonly string[]): ManifestFile {
    return this.file('sparkapplication-kronodroid', {
      folder: 'run',
      header: [
        'The Kronodroid job. Applying this file starts it; applying it again after a change starts it again.',
        ...more,
      ].join('\n'),
    });
  }

  /** A place for a job of which only the template is written. */
  private unwritten(): Chart {
    const chart = new Chart(new App(), 'released', { labels: LABELS });
    registerRelease(chart, this.operator.release);
    continueIn(chart.node.root, this);
    addValidation(this, () => this.job._overridden());
    return chart;
  }

  private addRun(id: string): void {
    const [repository, branch] = [this.template.repository!, this.template.branch!];
    const { metadata, ...rest } = this.template._run(id);
    const file = this.runFile([
      'It writes to a branch of its own, which must be there:',
      '',
      `  lakectl branch create lakefs://${repository}/${metadata.name} --source lakefs://${repository}/${branch}`,
    ]);
    new ApiObject(file, 'job', { ...rest, metadata });
  }

  private addTemplate(application: KronodroidIcebergJob): RunTemplate {
    const file = new TemplateFile(this, 'run-template', {
      folder: this.folder(Stage.TEMPLATES),
      labels: LABELS,
    });
    const { spec } = application.apiObject.toJson() as { spec: Record<string, unknown> };
    const template = new RunTemplate(file, 'template', {
      application,
      jobName: KronodroidIcebergJob.JOB_NAME,
      parameters: [...RunParameter.allOf(spec), RunParameter.numberArgument('testLimit', '--test-limit')],
    });
    file.holds(template);
    this.gitOps?.keep(template.apiObject);
    return template;
  }

  private addComponents(runner: Runner): void {
    const props = { template: this.template, runner, folder: 'pipelines' };
    new KfpRunComponent(this, 'spark_kronodroid_iceberg_component', {
      ...props,
      header: 'Component of Kubeflow Pipelines: one run of the Kronodroid job on a lakeFS branch of its own.',
    });
    new KfpPromoteComponent(this, 'spark_kronodroid_iceberg_promote_component', {
      ...props,
      header: 'Component of Kubeflow Pipelines: commits and merges the branch of a run.',
    });
  }

  private addAdmissionPolicy(jobNamespaces: readonly string[]): void {
    const file = this.file('admission-policy', {
      folder: this.folder(Stage.ACCESS),
      header: [
        'What the API server refuses in the job namespaces: applications, pods of drivers and changes of templates that',
        'no job of this app asks for. Needs Kubernetes 1.30.',
      ].join('\n'),
    });
    new SparkAdmissionPolicy(file, 'admission-policy', {
      namespaces: [...jobNamespaces],
      controller: controllerIn(this.operator.namespace),
    });
  }

  private addReadyNamespaces(
    jobNamespaces: readonly string[],
    operatorNamespace: string,
    { namespaces = [], permissions }: KronodroidPlatformProps,
  ): ReadonlyMap<string, SparkNamespace> {
    const strangers = namespaces.filter(({ name }) => !jobNamespaces.includes(name));
    if (strangers.length > 0) {
      const names = strangers.map(({ name }) => show(name)).join(', ');
      throw new Error(
        `Kronodroid platform: namespaces has ${names}, where no jobs run; jobNamespaces are ${jobNamespaces.join(', ')}`,
      );
    }
    return new Map(
      namespaces.map((props) => {
        const file = this.file(`namespace-${props.name}`, {
          folder: this.folder(Stage.NAMESPACES),
          header: [
            `The namespace ${props.name}, ready for Spark jobs: what may run in it, how much, and whom it reaches.`,
            'It must exist before the operator is installed. The admission policy needs Kubernetes 1.30.',
          ].join('\n'),
        });
        const controller = controllerIn(operatorNamespace);
        return [props.name, new SparkNamespace(file, 'namespace', { permissions, controller, ...props })];
      }),
    );
  }

  private addNamespaces(all: ReadonlySet<string>): void {
    const names = [...all].filter((name) => name !== 'default');
    if (names.length === 0) return;
    const file = this.file('namespaces', {
      folder: this.folder(Stage.NAMESPACES),
      header:
        'Namespaces of the operator and of Spark jobs and their starters. They must exist before the operator is installed.',
    });
    for (const name of names) {
      new k8s.KubeNamespace(file, name, {
        metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      });
    }
  }

  private addAccounts(
    namespaces: readonly string[],
    ready: ReadonlyMap<string, SparkNamespace>,
    stepNamespace: string,
    permissions: SparkPermissions | undefined,
  ): Accounts {
    const file = this.file('rbac', {
      folder: this.folder(Stage.ACCESS),
      header: [
        'Accounts of Spark pods: drivers make their executors through the API, executors have no rights and no token.',
        'The submitter is for pipeline steps that start runs.',
      ].join('\n'),
    });
    const submitter = new RunSubmitter(file, 'spark-submitter', { namespace: stepNamespace });
    const [first] = namespaces.map((namespace) => {
      const made = ready.get(namespace);
      if (made !== undefined) return { driver: made.driverAccount, executor: made.executorAccount };
      const scope = new Construct(file, namespace);
      return {
        driver: new SparkServiceAccount(scope, 'spark', { namespace, permissions }),
        executor: new ExecutorServiceAccount(scope, 'spark-executor', { namespace }),
      };
    });
    return { ...first!, submitter };
  }

  private addSecretsTemplate(all: readonly PlacedKeys[]): void {
    const id = ({ namespace, keys }: PlacedKeys): string => `${namespace}/${keys.secretName}`;
    const ids = all.map(id);
    const placed = all.filter((item, index) => ids.indexOf(id(item)) === index);
    const names = placed.map(({ keys }) => keys.secretName);
    const file = this.file('secrets-template', {
      folder: 'fill-in',
      header: [
        'Template of the Secrets that the job reads. Do not apply this file as it is, and never commit a filled-in copy.',
        '',
        'Better than filling it in, create the Secrets without a file:',
        '',
        ...placed.flatMap(({ namespace, keys }) => [
          `  kubectl create secret generic ${keys.secretName} --namespace ${namespace} \\`,
          `    --from-literal=${keys.accessKey}=... --from-literal=${keys.secretKey}=...`,
        ]),
      ].join('\n'),
    });
    for (const [index, { namespace, keys }] of placed.entries()) {
      const { secretName, accessKey, secretKey } = keys;
      const id = names.indexOf(secretName) === index ? secretName : `${namespace}-${secretName}`;
      new AccessKeysTemplate(file, id, { secretName, accessKey, secretKey, namespace });
    }
  }

  /** Folder of what may be applied at any time, or in its stage. */
  private folder(stage: Stage): string {
    return this.gitOps === undefined ? 'apply' : GitOps.folder(stage);
  }

  private file(id: string, props: { folder: string; header: string }): ManifestFile {
    return new ManifestFile(this, id, { ...props, labels: LABELS });
  }
}

function controllerIn(namespace: string): ISparkServiceAccount {
  return SparkServiceAccount.fromServiceAccountName('spark-operator-controller', { namespace });
}

interface Accounts {
  readonly driver: ISparkServiceAccount;
  readonly executor: ISparkServiceAccount;
  readonly submitter: RunSubmitter;
}

interface PlacedKeys {
  readonly namespace: string;
  readonly keys: AccessKeys;
}
