import { Lazy, type ApiObject, type GroupVersionKind } from 'cdk8s';
import { Construct, type IMixin } from 'constructs';
import { addValidation } from '../app/synthesis';
import { releasesBeside } from '../chart/released';
import { jobSize, type JobSize } from '../manifest/job-size';
import type { Manifest } from '../manifest/plain';
import { knownLine } from '../manifest/spark-version';
import { workload } from '../manifest/workload';
import { show } from '../problems';
import { registerRules } from '../rules/doors/synth';
import { completeTemplate } from './complete-template';
import { Contributed, given, said, type ContributedLeaf } from './contributed';
import { inherited, overridden } from './defaults/inherited';
import { layersAround } from './defaults/layers';
import { GivenMetadata } from './defaults/given-metadata';
import { fromRegistry, type FromRegistry, type Registry } from './defaults/registry';
import { registerTaker, type Part } from './feature-taker';
import { assemble, leafPath, leavesOf, type Leaf } from './leaves';
import { PropReader } from './prop-reader';
import { leavesOfPart } from './render-contribution';
import { renderProgram, renderSettings } from './render-template';
import type { SparkApplicationTemplate } from './spark-application-template';
import { IVY, settingsOf, type SparkConfEntry } from './spark-conf';
import type { SparkContribution } from './spark-contribution';
import { jarsFor, type SparkJar } from './spark-jar';
import type { SparkObjectProps } from './spark-object-props';
import { SparkResource } from './spark-resource';
import type { SparkRuntime } from './spark-runtime';
import type { SparkTarget } from './spark-target';
import { SPARK_LINES } from '../versions';

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

  private contributed = new Contributed();
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
    for (const conflict of this.contributed.add(ownLeaves)) reader.add(conflict);
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
    addValidation(this, () => this._overridden());
  }

  /** The Spark settings as rendered, sorted, each with the part that set it. */
  public get renderedSparkConf(): Record<string, SparkConfEntry> {
    const { complete } = this;
    return Object.fromEntries(this.settings(complete, this.packages(complete)));
  }

  /** What the parts of the application brought, each by its path in the spec, and the part that brought it. */
  public get provenance(): Record<string, string> {
    const sources = Object.fromEntries(this.complete.leaves.map((leaf) => [leafPath(leaf), leaf.source]));
    const { registry } = this.complete;
    const ofRegistry = registry === undefined ? [] : this.renderedWhole.moved;
    for (const path of ofRegistry) {
      sources[path] = `${sources[path] ?? 'runtime'}, from the registry of ${registry!.source}`;
    }
    return Object.fromEntries(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1)));
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
    const together = new Contributed(this.contributed);
    for (const part of parts) {
      for (const conflict of together.add(leavesOfPart(reader, part))) reader.add(conflict);
    }
    if (!reader.isEmpty) reader.throwFor(this.subject);
    this.completed = undefined;
    this.contributed = together;
    for (const { contribution } of parts) {
      const { jars, sparkConf, hadoopConf, labels = {}, annotations = {} } = contribution;
      for (const jar of jars ?? jarsFor({ ...sparkConf, ...hadoopConf })) this.jars.add(jar);
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
    const layers = layersAround(this);
    // Nothing is locked then, and no registry given.
    if (layers.length === 0) return [];
    const overrides = leavesOf({ sparkConf: this.sparkConfOverrides });
    const all = [...this.own, ...overrides.map((leaf) => said('sparkConfOverrides', leaf))];
    return [...overridden(layers, all, this.target), ...this.renderedWhole.stray].map(
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
      const all = none ? this.contributed : new Contributed(this.contributed);
      if (!none) all.add(given(more.leaves));
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
      const whole = fromRegistry(this.render(hasWebhook, complete), complete.registry);
      this.rendered = { ...whole, hasWebhook, of: complete };
    }
    return this.rendered;
  }

  private render(hasWebhook: boolean, complete: Complete): Record<string, unknown> {
    const packages = this.packages(complete);
    const settings = this.settings(complete, packages);
    const inSpec = complete.leaves.filter(({ path }) => path[0] !== 'metadata');
    const parts = assemble(inSpec) as Record<string, object>;
    return completeTemplate(
      {
        image: this.runtime?.image,
        ...parts,
        sparkConf: Object.fromEntries(settings.map(([key, { value }]) => [key, value])),
        ...(packages.length > 0 && { deps: { ...parts.deps, packages } }),
      },
      this.ownContexts,
      hasWebhook,
    );
  }

  /** Coordinates of what is downloaded: what the parts name, and what their settings need of the runtime. */
  private packages({ leaves, jars }: Complete): string[] {
    const named = leaves
      .filter(({ path, isItem }) => isItem && path[0] === 'deps' && path[1] === 'packages')
      .map(({ value }) => value as string);
    return [...new Set([...named, ...(this.runtime?._packagesFor(jars) ?? [])])].sort();
  }

  private settings({ leaves }: Complete, packages: readonly string[]): (readonly [string, SparkConfEntry])[] {
    // Ivy keeps its cache in the home folder unless told otherwise, and that of the images cannot be written.
    const ivyDirectory = packages.length === 0 ? undefined : (this.runtime?.sparkConf[IVY] ?? '/tmp/.ivy2');
    return settingsOf(leaves, this.sparkConfOverrides, ivyDirectory);
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
