import { integer, isInside, isSet, list, record, text, valueAt } from '../manifest/plain';
import { chartDefault } from './defaults';

/** What is known of a release. */
export interface ReleaseProps {
  /** Values of the chart; absent ones have the chart's defaults. */
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * Name of the release.
   * @default - not known, as of a file of values
   */
  readonly name?: string;
  /**
   * Namespace of the operator.
   * @default - not known
   */
  readonly namespace?: string;
  /**
   * Version of the chart.
   * @default - not known
   */
  readonly chartVersion?: string;
  /**
   * Whether others install it: its values are then not judged.
   * @default false
   */
  readonly existing?: boolean;
}

/** A release of the Spark Operator as data: what its chart makes of its values, whoever delivers it. */
export class Release {
  /** Values of the chart as given, without its defaults. */
  public readonly values: Readonly<Record<string, unknown>>;
  /** Name of the release; undefined when it is not known. */
  public readonly name?: string;
  /** Namespace of the operator; undefined when it is not known. */
  public readonly namespace?: string;
  /** Version of the chart; undefined when it is not known. */
  public readonly chartVersion?: string;
  /** True when others install it. */
  public readonly existing: boolean;
  private readonly reasons = new Map<string, string>();

  public constructor(props: ReleaseProps) {
    this.values = props.values;
    this.name = props.name;
    this.namespace = props.namespace;
    this.chartVersion = props.chartVersion;
    this.existing = props.existing ?? false;
  }

  /** Rules that do not matter for this release, each with the reason; a delivery keeps them beside the values. */
  public get acknowledged(): Record<string, string> {
    return Object.fromEntries(this.reasons);
  }

  /**
   * Silences a rule for the values. `Rules.of(operator).acknowledge` does it for a construct.
   *
   * @param rule id of the rule
   * @param reason why it does not matter here
   */
  public acknowledge(rule: string, reason: string): void {
    this.reasons.set(rule, reason);
  }

  /** The value at a dotted path, or the chart's default. */
  public get(path: string): unknown {
    const value = valueAt(this.values, path.split('.'));
    return isSet(value) ? value : chartDefault(path, this.chartVersion);
  }

  /** True when the value at a dotted path, or else the chart's default, is `true`. */
  public isOn(path: string): boolean {
    return this.get(path) === true;
  }

  /** Namespaces of jobs as given. */
  private get givenNamespaces(): string[] {
    const value = valueAt(this.values, ['spark', 'jobNamespaces']);
    return value === undefined ? ['default'] : list(value).map((name) => text(name) ?? '');
  }

  /** Namespaces of jobs; empty means all of them. */
  public get jobNamespaces(): string[] {
    const names = this.givenNamespaces;
    return names.includes('') ? [] : names;
  }

  /** Account of drivers that the chart makes, or is told of; undefined when there is none, or its name is not known. */
  public get driverAccount(): string | undefined {
    const name = text(this.get('spark.serviceAccount.name')) ?? '';
    if (name !== '') return name;
    if (!this.isOn('spark.serviceAccount.create')) return 'default';
    // The chart makes an account in each namespace that it is given, and in none where it watches all.
    if (this.jobNamespaces.length === 0) return undefined;
    const fullName = this.fullName;
    return fullName === undefined ? undefined : `${fullName}-spark`;
  }

  /** Account of the controller; undefined when that depends on an unknown name. */
  public get controllerAccount(): string | undefined {
    const name = text(this.get('controller.serviceAccount.name')) ?? '';
    if (name !== '') return name;
    if (!this.isOn('controller.serviceAccount.create')) return 'default';
    const fullName = this.fullName;
    return fullName === undefined ? undefined : `${fullName}-controller`;
  }

  /** Port of the metrics of the operator; undefined when it serves none. */
  public get metricsPort(): number | undefined {
    return this.isOn('prometheus.metrics.enable') ? integer(this.get('prometheus.metrics.port')) : undefined;
  }

  /** Path of the metrics of the operator; undefined when it serves none. */
  public get metricsPath(): string | undefined {
    return this.isOn('prometheus.metrics.enable') ? text(this.get('prometheus.metrics.endpoint')) : undefined;
  }

  /** Beginning of the names of the release's objects; undefined when it depends on the unknown name of the release. */
  public get fullName(): string | undefined {
    const given = text(this.get('fullnameOverride')) ?? '';
    if (given !== '') return shortened(given);
    if (this.name === undefined) return undefined;
    return shortened(this.name.includes(this.chartName) ? this.name : `${this.name}-${this.chartName}`);
  }

  private get chartName(): string {
    const given = text(this.get('nameOverride')) ?? '';
    return given === '' ? 'spark-operator' : given;
  }

  /** True or false when the controller does or does not run jobs there; undefined when a label decides. */
  public watches(namespace: string): boolean | undefined {
    const names = this.jobNamespaces;
    if (names.includes(namespace)) return true;
    const selector = text(this.get('spark.jobNamespaceSelector')) ?? '';
    if (selector !== '' && !this.givenNamespaces.includes('')) return undefined;
    return names.length === 0;
  }

  /** True when the webhook is on and sees jobs of the namespace. */
  public webhookCovers(namespace: string): boolean {
    const names = this.jobNamespaces;
    return this.isOn('webhook.enable') && (names.length === 0 || names.includes(namespace));
  }

  /** True when the chart makes an account for drivers, with its Role, in the namespace. */
  public makesAccountIn(namespace: string): boolean {
    if (!this.givenNamespaces.includes(namespace) || !this.isOn('spark.rbac.create')) return false;
    const isNamed = (text(this.get('spark.serviceAccount.name')) ?? '') !== '';
    return isNamed || this.isOn('spark.serviceAccount.create');
  }

  /** True when the chart makes this account, with its Role, in the namespace. */
  public makesAccount(namespace: string, account: string): boolean {
    if (!this.makesAccountIn(namespace)) return false;
    const known = this.driverAccount;
    if (known !== undefined) return account === known;
    // The full name contains that of the chart, and the name of the release, which values do not tell.
    return account.endsWith('-spark') && account.includes(this.chartName);
  }

  /** True when the controller can write to a directory: its root is read-only, as the chart has it. */
  public writes(directory: string): boolean {
    // Helm merges maps: what is not given keeps the chart's value.
    const context = 'controller.securityContext';
    const isReadOnly =
      this.get(`${context}.readOnlyRootFilesystem`) ??
      record(chartDefault(context, this.chartVersion)).readOnlyRootFilesystem;
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
  public get batchSchedulers(): string[] | undefined {
    if (!this.isOn('controller.batchScheduler.enable')) return undefined;
    const registered = list(this.get('controller.batchScheduler.kubeSchedulerNames'));
    return ['volcano', 'yunikorn', ...registered.flatMap((name) => text(name) ?? [])];
  }
}

/** As the chart cuts names. */
function shortened(name: string): string {
  return name.slice(0, 63).replace(/-$/, '');
}
