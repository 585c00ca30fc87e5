import { ApiObject, Lazy, type GroupVersionKind } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { releasesBeside } from '../chart/released';
import { registerRules } from '../rules/doors/synth';
import { completeTemplate, type RenderedTemplate } from './complete-template';
import { EnvVariables } from './env-variables';
import { PropReader } from './prop-reader';
import { renderTemplate } from './render-template';
import type { SparkApplicationTemplate } from './spark-application-template';
import { SparkConf, type SparkConfEntry } from './spark-conf';
import type { SparkContribution } from './spark-feature';
import type { SparkObjectProps } from './spark-object-props';
import type { SparkRuntime } from './spark-runtime';

const IVY = 'spark.jars.ivy';

/** Without it whoever reaches a port of the driver can register as an executor, and read and write its blocks. */
const AUTHENTICATE = 'spark.authenticate';

/** Settings that only the jars of a runtime understand. */
const NEEDS_JARS = /^((spark\.hadoop\.)?fs\.s3a|spark\.sql\.catalog)\./;

/** What applications of every kind share: a template, and the features that were added, each with its source. */
export abstract class SparkWorkload extends Construct {
  private readonly conf = new SparkConf();
  private readonly env = new EnvVariables();
  private readonly contributedPackages = new Set<string>();
  private readonly contributedVolumes = new Map<string, k8s.Volume>();
  private readonly driverMounts = new Map<string, k8s.VolumeMount>();
  private readonly executorMounts = new Map<string, k8s.VolumeMount>();

  /** The custom resource, for JSON patches and dependencies. */
  public readonly apiObject: ApiObject;

  /** Name of the object. */
  public readonly name: string;

  private readonly sparkConfOverrides: Readonly<Record<string, string>>;
  private readonly template: RenderedTemplate;
  private completed?: { readonly spec: Record<string, unknown>; readonly hasWebhook: boolean };
  private readonly runtime?: SparkRuntime;

  /** @throws when a prop cannot be represented, listing every such prop */
  public constructor(
    scope: Construct,
    id: string,
    kind: GroupVersionKind,
    object: SparkObjectProps,
    template: SparkApplicationTemplate,
  ) {
    super(scope, id);
    const reader = new PropReader();
    const metadata = {
      // cdk8s makes a name only where the key is absent.
      ...(object.name !== undefined && { name: reader.text('name', object.name) }),
      namespace: reader.text('namespace', object.namespace),
      labels: reader.textMap('labels', object.labels),
      annotations: reader.textMap('annotations', object.annotations),
    };
    this.template = renderTemplate(reader, template);
    reader.throwFor(`Spark application ${JSON.stringify(this.node.path)}`);

    this.runtime = template.runtime;
    this.sparkConfOverrides = { ...template.sparkConfOverrides };
    for (const account of [template.serviceAccount, template.driver?.serviceAccount]) {
      if (account === undefined) continue;
      this.addContribution(`service account ${account.serviceAccountName}`, { sparkConf: account.sparkConf });
    }
    this.addContribution('sparkConf', { sparkConf: template.sparkConf });
    this.addContribution('deps.packages', { packages: template.deps?.packages });
    this.addContribution('volumes', { volumes: template.volumes });
    this.addContribution('driver.volumeMounts', { driverVolumeMounts: template.driver?.volumeMounts });
    this.addContribution('executor.volumeMounts', { executorVolumeMounts: template.executor?.volumeMounts });

    // Raw and lazy: generated classes drop patches with keys that they do not know, and features come later.
    const spec = Lazy.any({ produce: () => this.renderSpec() }) as unknown;
    this.apiObject = new ApiObject(this, 'Resource', { ...kind, metadata, spec });
    this.name = this.apiObject.name;
    registerRules(this);
  }

  /** The Spark settings as rendered, sorted, each with the part that set it. */
  public get renderedSparkConf(): Record<string, SparkConfEntry> {
    const given = this.conf.withOverrides(this.sparkConfOverrides);
    const defaults: Record<string, SparkConfEntry> = { [AUTHENTICATE]: { value: 'true', source: 'default' } };
    if (this.packagesBeside(given).length > 0) {
      // Ivy keeps its cache in the home folder unless told otherwise, and that of the images cannot be written.
      defaults[IVY] = { value: this.runtime?.sparkConf[IVY] ?? '/tmp/.ivy2', source: 'deps.packages' };
    }
    return Object.fromEntries(Object.entries({ ...defaults, ...given }).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The variables that features add to driver and executors, in the order in which they are rendered. */
  public get contributedEnv(): k8s.EnvVar[] {
    return this.env.sorted();
  }

  /**
   * Adds what a feature brings. Use `with(feature)`; this is for features of your own.
   *
   * @param source the feature, as a reader knows it
   * @param contribution what it adds
   * @throws when a setting, a variable, a volume or a mount path is already there with other content
   */
  public addContribution(source: string, contribution: SparkContribution): void {
    this.completed = undefined;
    this.conf.add(source, contribution.sparkConf ?? {});
    this.env.add(source, contribution.env ?? []);
    for (const coordinate of contribution.packages ?? []) this.contributedPackages.add(coordinate);
    for (const volume of contribution.volumes ?? []) {
      addOnce(this.contributedVolumes, 'volume', volume.name, volume, source);
    }
    for (const mount of contribution.driverVolumeMounts ?? []) {
      addOnce(this.driverMounts, 'mount path of the driver', mount.mountPath, mount, source);
    }
    for (const mount of contribution.executorVolumeMounts ?? []) {
      addOnce(this.executorMounts, 'mount path of the executors', mount.mountPath, mount, source);
    }
  }

  /** The spec of the custom resource. */
  protected abstract renderSpec(): Record<string, unknown>;

  /** The spec of the application: the template and all features. */
  protected renderTemplate(): Record<string, unknown> {
    const { hasWebhook } = this;
    if (this.completed?.hasWebhook !== hasWebhook) {
      this.completed = { spec: completeTemplate(this.template, this._contributed, hasWebhook), hasWebhook };
    }
    return this.completed.spec;
  }

  /**
   * What all features add together, in an order that does not depend on theirs.
   * @internal
   */
  protected get _contributed(): Required<SparkContribution> {
    const conf = this.renderedSparkConf;
    return {
      sparkConf: Object.fromEntries(Object.entries(conf).map(([key, entry]) => [key, entry.value])),
      env: this.contributedEnv,
      packages: this.packagesBeside(conf),
      volumes: sortedValues(this.contributedVolumes),
      driverVolumeMounts: sortedValues(this.driverMounts),
      executorVolumeMounts: sortedValues(this.executorMounts),
    };
  }

  /** False where the releases of the app that run this application have their webhook off for it. */
  private get hasWebhook(): boolean {
    const { namespace } = this.apiObject.metadata;
    if (namespace === undefined) return true;
    const releases = releasesBeside(this).filter((release) => release.watches(namespace) !== false);
    return releases.length === 0 || releases.some((release) => release.webhookCovers(namespace));
  }

  private packagesBeside(conf: Readonly<Record<string, SparkConfEntry>>): string[] {
    const keys = [...Object.keys(conf), ...Object.keys(this.template.hadoopConf ?? {})];
    const own = keys.some((key) => NEEDS_JARS.test(key)) ? (this.runtime?.packages ?? []) : [];
    return [...new Set([...this.contributedPackages, ...own])].sort();
  }
}

function addOnce<T>(map: Map<string, T>, what: string, key: string, item: T, source: string): void {
  const present = map.get(key);
  if (present !== undefined && JSON.stringify(present) !== JSON.stringify(item)) {
    throw new Error(
      `${what} ${JSON.stringify(key)} of ${source} is there already with other content; rename one`,
    );
  }
  map.set(key, item);
}

function sortedValues<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
