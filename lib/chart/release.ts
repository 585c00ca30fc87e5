import { isInside, isSet, list, type Manifest, record, text, valueAt } from '../manifest/plain';
import { chartDefault } from './defaults';

/** A release of the Spark Operator, known by the values of its chart; absent values have the chart's defaults. */
export class Release {
  public constructor(private readonly values: Manifest) {}

  /** The value at a dotted path, or the chart's default. */
  public get(path: string): unknown {
    const value = valueAt(this.values, path.split('.'));
    return isSet(value) ? value : chartDefault(path);
  }

  /** True when the value at a dotted path, or else the chart's default, is `true`. */
  public isOn(path: string): boolean {
    return this.get(path) === true;
  }

  /** Namespaces of jobs as given. */
  private get givenNamespaces(): readonly string[] {
    const value = valueAt(this.values, ['spark', 'jobNamespaces']);
    return value === undefined ? ['default'] : list(value).map((name) => text(name) ?? '');
  }

  /** Namespaces of jobs; empty means all of them. */
  public get jobNamespaces(): readonly string[] {
    const names = this.givenNamespaces;
    return names.includes('') ? [] : names;
  }

  /** True or false when the controller does or does not run jobs there; undefined when a label decides. */
  public watches(namespace: string): boolean | undefined {
    const names = this.jobNamespaces;
    if (names.includes(namespace)) return true;
    const selector = this.get('spark.jobNamespaceSelector');
    if (selector !== '' && !this.givenNamespaces.includes('')) return undefined;
    return names.length === 0;
  }

  /** True when the webhook is on and sees jobs of the namespace. */
  public webhookCovers(namespace: string): boolean {
    const names = this.jobNamespaces;
    return this.isOn('webhook.enable') && (names.length === 0 || names.includes(namespace));
  }

  /** True when the chart makes this account, with its Role, in the namespace. */
  public makesAccount(namespace: string, account: string): boolean {
    if (!this.givenNamespaces.includes(namespace) || !this.isOn('spark.rbac.create')) return false;
    const name = text(this.get('spark.serviceAccount.name')) ?? '';
    if (name !== '') return account === name;
    if (!this.isOn('spark.serviceAccount.create')) return false;
    const fullName = text(this.get('fullnameOverride')) ?? '';
    if (fullName !== '') return account === `${fullName}-spark`;
    // The full name contains that of the chart, and the name of the release, which values do not tell.
    const chart = text(this.get('nameOverride')) ?? '';
    return account.endsWith('-spark') && account.includes(chart === '' ? 'spark-operator' : chart);
  }

  /** True when the controller can write to a directory: its root is read-only, as the chart has it. */
  public writes(directory: string): boolean {
    // Helm merges maps: what is not given keeps the chart's value.
    const context = 'controller.securityContext';
    const isReadOnly =
      this.get(`${context}.readOnlyRootFilesystem`) ?? record(chartDefault(context)).readOnlyRootFilesystem;
    if (isReadOnly !== true) return true;
    return list(this.get('controller.volumeMounts')).some((mount) => {
      const { mountPath, readOnly } = record(mount);
      return typeof mountPath === 'string' && readOnly !== true && isInside(directory, mountPath);
    });
  }

  /** Batch scheduler of jobs that name none; undefined when there is none. */
  public get defaultBatchScheduler(): string | undefined {
    const name = text(this.get('controller.batchScheduler.default')) ?? '';
    return name === '' || this.batchSchedulers === undefined ? undefined : name;
  }

  /** Names that the operator accepts as batch scheduler; undefined when batch scheduling is off. */
  public get batchSchedulers(): readonly string[] | undefined {
    if (!this.isOn('controller.batchScheduler.enable')) return undefined;
    const registered = list(this.get('controller.batchScheduler.kubeSchedulerNames'));
    return ['volcano', 'yunikorn', ...registered.flatMap((name) => text(name) ?? [])];
  }
}
