import { Lazy, type ApiObject, type GroupVersionKind } from 'cdk8s';
import { Construct, type IMixin } from 'constructs';
import { releasesBeside } from '../chart/released';
import { jobSize, type JobSize } from '../manifest/job-size';
import type { Manifest } from '../manifest/plain';
import { knownLine } from '../manifest/spark-version';
import { workload } from '../manifest/workload';
import { show } from '../problems';
import { registerRules } from '../rules/doors/synth';
import { completeTemplate } from './complete-template';
import { brought, Contributed, given, said, type ContributedLeaf } from './contributed';
import { inherited, overridden } from './defaults/inherited';
import { layersAround } from './defaults/layers';
import { GivenMetadata } from './defaults/given-metadata';
import { fromRegistry, type FromRegistry, type Registry } from './defaults/registry';
import { registerTaker, type Part } from './feature-taker';
import { assemble, leafPath, leavesOf, type Leaf } from './leaves';
import { PropReader } from './prop-reader';
import { renderContribution } from './render-contribution';
import { renderProgram, renderSettings } from './render-template';
import type { SparkApplicationTemplate } from './spark-application-template';
import { withOverrides, type SparkConfEntry } from './spark-conf';
import type { SparkContribution } from './spark-contribution';
import { jarsFor, type SparkJar } from './spark-jar';
import type { SparkObjectProps } from './spark-object-props';
import { SparkResource } from './spark-resource';
import type { SparkRuntime } from './spark-runtime';
import type { SparkTarget } from './spark-target';
import { SPARK_LINES } from '../versions';

const IVY = 'spark.jars.ivy';

/** Without it whoever reaches a port of the driver can register as an executor, and read and write its blocks. */
const AUTHENTICATE = 'spark.authenticate';

/** All that an application has, with what the scopes around it give. */
interface Complete {
  readonly leaves: readonly ContributedLeaf[];
  /** Those of the scopes. */
  readonly given: readonly ContributedLeaf[];
  readonly jars: readonly SparkJar[];
  readonly registry: Registry | undefined;
  /** How much these scopes had said. */
  readonly version: string;
}

/** What applications of every kind share: a template, and the features that were added, each with its source. */
export abstract class SparkWorkload extends Construct {
  /** The custom resource, for JSON patches and dependencies. */
  public readonly apiObject: ApiObject;

  /** Name of the object. */
  public readonly name: string;

  private readonly contributed = new Contributed();
  private readonly jars = new Set<SparkJar>();
  private readonly sparkConfOverrides: Readonly<Record<string, string>>;
  private readonly runtime?: SparkRuntime;
  private readonly target: SparkTarget;
  private readonly ownContexts: readonly string[];
  private readonly metadata: GivenMetadata;
  private completed?: Complete;
  private rendered?: FromRegistry & { readonly hasWebhook: boolean; readonly of: Complete };

  /** @throws when a prop cannot be represented, or two props disagree, listing all of it */
  public constructor(
    scope: Construct,
    id: string,
    kind: GroupVersionKind,
    object: SparkObjectProps,
    template: SparkApplicationTemplate,
  ) {
    super(scope, id);
    this.runtime = template.runtime;
    this.target = targetOf(template);
    this.sparkConfOverrides = { ...template.sparkConfOverrides };
    this.ownContexts = (['driver', 'executor'] as const).filter(
      (role) => template[role]?.securityContext !== undefined,
    );

    const reader = new PropReader();
    const metadata = {
      // cdk8s makes a name only where the key is absent.
      ...(object.name !== undefined && { name: reader.text('name', object.name) }),
      namespace: reader.text('namespace', object.namespace),
      labels: reader.textMap('labels', object.labels),
      annotations: reader.textMap('annotations', object.annotations),
    };
    const { labels, annotations } = metadata;
    const own = [
      { metadata: { labels, annotations } },
      renderProgram(reader, template),
      renderSettings(reader, template),
    ].flatMap((part) => leavesOf(part));
    for (const account of [template.serviceAccount, template.driver?.serviceAccount]) {
      if (account === undefined) continue;
      const source = `service account ${account.serviceAccountName}`;
      this.contributed.add(leavesOf({ sparkConf: account.sparkConf }).map((leaf) => said(source, leaf)));
    }
    const ownLeaves = own.map((leaf) => said(ownSource(leaf), leaf));
    for (const conflict of this.contributed.conflicts(ownLeaves)) reader.add(conflict);
    this.contributed.add(ownLeaves);
    if (!reader.isEmpty) reader.throwFor(this.subject);
    const conf = { ...template.sparkConf, ...template.sparkConfOverrides, ...template.hadoopConf };
    for (const jar of jarsFor(conf)) this.jars.add(jar);

    // Raw and lazy: generated classes drop patches with keys that they do not know, and features come later.
    const spec = Lazy.any({ produce: () => this.renderSpec() }) as unknown;
    const complete = (): void => {
      this.metadata.give(this.complete.given);
    };
    this.apiObject = new SparkResource(this, 'Resource', { ...kind, metadata, spec }, complete);
    this.metadata = new GivenMetadata(this.apiObject.metadata);
    this.name = this.apiObject.name;
    registerTaker(this, {
      target: this.target,
      add: (parts) => {
        this.addParts(parts);
      },
    });
    registerRules(this);
    this.node.addValidation({ validate: () => this._overridden() });
  }

  /** The Spark settings as rendered, sorted, each with the part that set it. */
  public get renderedSparkConf(): Record<string, SparkConfEntry> {
    const set = this.complete.leaves.filter(({ path }) => path[0] === 'sparkConf' && path.length === 2);
    const entries = set.map(
      ({ path, value, source }) => [path[1]!, { value: value as string, source }] as const,
    );
    const defaults: Record<string, SparkConfEntry> = { [AUTHENTICATE]: { value: 'true', source: 'default' } };
    if (this.packages.length > 0) {
      // Ivy keeps its cache in the home folder unless told otherwise, and that of the images cannot be written.
      defaults[IVY] = { value: this.runtime?.sparkConf[IVY] ?? '/tmp/.ivy2', source: 'deps.packages' };
    }
    const given = withOverrides(Object.fromEntries(entries), this.sparkConfOverrides);
    return sortedByKey({ ...defaults, ...given });
  }

  /** What the parts of the application brought, each by its path in the spec, and the part that brought it. */
  public get provenance(): Record<string, string> {
    const sources = Object.fromEntries(this.complete.leaves.map((leaf) => [leafPath(leaf), leaf.source]));
    const { registry } = this.complete;
    const ofRegistry = registry === undefined ? [] : this.renderedWhole.moved;
    for (const path of ofRegistry) {
      sources[path] = `${sources[path] ?? 'runtime'}, from the registry of ${registry!.source}`;
    }
    return sortedByKey(sources);
  }

  /** What its pods ask for, at the start and at most, as it is rendered by now. */
  public get size(): JobSize {
    return jobSize(workload(this.apiObject.toJson() as Manifest));
  }

  /** Adds features, in any order. Each is added as a whole, or refused with the parts that disagree. */
  public override with(...mixins: IMixin[]): this {
    super.with(...mixins);
    return this;
  }

  /**
   * Adds what a feature brings. Use `with(feature)`; this is for features of your own.
   *
   * @param source the feature, as a reader knows it
   * @param contribution what it adds
   * @throws when it cannot be represented, or another part says it differently; nothing is added then
   */
  public addContribution(source: string, contribution: SparkContribution): void {
    this.addParts([{ source, contribution }]);
  }

  private addParts(parts: readonly Part[]): void {
    const reader = new PropReader();
    const together = new Contributed();
    const added = parts.map(({ source, contribution }) => {
      const leaves = brought(source, renderContribution(reader, contribution));
      for (const conflict of this.contributed.conflicts(leaves, together)) reader.add(conflict);
      together.add(leaves);
      const jars = contribution.jars ?? jarsFor({ ...contribution.sparkConf, ...contribution.hadoopConf });
      const { labels, annotations } = contribution;
      return { leaves, jars, labels, annotations };
    });
    if (!reader.isEmpty) reader.throwFor(this.subject);
    this.completed = undefined;
    for (const { leaves, jars, labels = {}, annotations = {} } of added) {
      this.contributed.add(leaves);
      for (const jar of jars) this.jars.add(jar);
      for (const [key, value] of Object.entries(labels)) this.apiObject.metadata.addLabel(key, value);
      for (const [key, value] of Object.entries(annotations))
        this.apiObject.metadata.addAnnotation(key, value);
    }
  }

  /** The spec of the custom resource. */
  protected abstract renderSpec(): Record<string, unknown>;

  /** The spec of the application: the template and all features. */
  protected renderApplication(): Record<string, unknown> {
    return this.renderedWhole.spec;
  }

  /**
   * What it says otherwise than the scopes around it have locked.
   * @internal
   */
  public _overridden(): string[] {
    const overrides = leavesOf({ sparkConf: this.sparkConfOverrides });
    const all = [...this.own, ...overrides.map((leaf) => said('sparkConfOverrides', leaf))];
    return [...overridden(layersAround(this), all, this.target), ...this.renderedWhole.stray].map(
      (problem) => `${this.subject}: ${problem}`,
    );
  }

  /** What it says itself: in its parts, in the metadata of the object, by its runtime. */
  private get own(): readonly ContributedLeaf[] {
    const image = this.runtime?.image;
    const beside = [
      ...this.metadata.own.map((leaf) => said('the metadata of the object', leaf)),
      ...leavesOf({ image }).map((leaf) => said('runtime', leaf)),
    ];
    const present = new Set(this.contributed.all.map(({ id }) => id));
    return [...this.contributed.all, ...beside.filter(({ id }) => !present.has(id))];
  }

  private get complete(): Complete {
    const layers = layersAround(this);
    const version = layers.map((layer) => layer.version).join();
    if (this.completed?.version !== version) {
      const none = layers.length === 0;
      const more = none ? { leaves: [], jars: [] } : inherited(layers, this.own, this.target);
      const all = none ? this.contributed : this.contributed.with(given(more.leaves));
      this.completed = {
        leaves: all.all,
        given: more.leaves,
        jars: [...this.jars, ...more.jars],
        registry: 'registry' in more ? more.registry : undefined,
        version,
      };
    }
    return this.completed;
  }

  private get renderedWhole(): FromRegistry {
    const { hasWebhook, complete } = this;
    if (this.rendered?.hasWebhook !== hasWebhook || this.rendered.of !== complete) {
      const whole = fromRegistry(this.render(hasWebhook), complete.registry);
      this.rendered = { ...whole, hasWebhook, of: complete };
    }
    return this.rendered;
  }

  private render(hasWebhook: boolean): Record<string, unknown> {
    const inSpec = this.complete.leaves.filter(({ path }) => path[0] !== 'metadata');
    const parts = assemble(inSpec) as Record<string, object>;
    const conf = Object.entries(this.renderedSparkConf).map(([key, { value }]) => [key, value] as const);
    const { packages } = this;
    return completeTemplate(
      {
        image: this.runtime?.image,
        ...parts,
        ...(conf.length > 0 && { sparkConf: Object.fromEntries(conf) }),
        ...(packages.length > 0 && { deps: { ...parts.deps, packages } }),
      },
      this.ownContexts,
      hasWebhook,
    );
  }

  /** Coordinates of what is downloaded: what the parts name, and what their settings need of the runtime. */
  private get packages(): string[] {
    const named = this.complete.leaves
      .filter(({ path, isItem }) => isItem && path[0] === 'deps' && path[1] === 'packages')
      .map(({ value }) => value as string);
    return [...new Set([...named, ...(this.runtime?._packagesFor([...this.complete.jars]) ?? [])])].sort();
  }

  /** False where the releases of the app that run this application have their webhook off for it. */
  private get hasWebhook(): boolean {
    const { namespace } = this.apiObject.metadata;
    if (namespace === undefined) return true;
    const releases = releasesBeside(this).filter((release) => release.watches(namespace) !== false);
    return releases.length === 0 || releases.some((release) => release.webhookCovers(namespace));
  }

  private get subject(): string {
    return `Spark application ${show(this.node.path)}`;
  }
}

function targetOf({ sparkVersion, runtime, image, driver, executor }: SparkApplicationTemplate): SparkTarget {
  const line = knownLine(String(sparkVersion ?? runtime?.sparkVersion));
  const shared = image ?? runtime?.image;
  return {
    line,
    hadoop: line && SPARK_LINES[line].hadoop,
    driverImage: driver?.image ?? shared,
    executorImage: executor?.image ?? shared,
  };
}

/** Where the application itself says something: the prop that has it. */
function ownSource({ path }: Leaf): string {
  const place = path[0] === 'metadata' ? path.slice(1) : path;
  return place.length === 1 ? 'the application' : place.slice(0, -1).join('.');
}

function sortedByKey<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
