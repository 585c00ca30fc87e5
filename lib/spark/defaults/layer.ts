import type { IConstruct } from 'constructs';
import { TextForm } from '../../problems';
import { brought, Contributed, type ContributedLeaf } from '../contributed';
import type { Part } from '../feature-taker';
import { isEmpty, leafPath, leavesOf, type Leaf } from '../leaves';
import { PropReader } from '../prop-reader';
import { renderContribution } from '../render-contribution';
import type { SparkContribution } from '../spark-contribution';
import { jarsFor, type SparkJar } from '../spark-jar';
import { partsOf } from '../spark-feature';
import type { SparkTarget } from '../spark-target';
import type { Registry } from './registry';
import type { SparkDefaultsProps } from './spark-defaults-props';

/** What one scope gives to an application. */
export interface Given {
  /** What the application and scopes inside may say otherwise. */
  readonly defaults: readonly ContributedLeaf[];
  /** What they may not. */
  readonly locked: readonly ContributedLeaf[];
  /** Jars without which the settings mean nothing. */
  readonly jars: readonly SparkJar[];
}

interface Entry {
  readonly props: SparkDefaultsProps;
  readonly isLocked: boolean;
}

const REGISTRY = new TextForm({
  pattern:
    /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
  of: 'a registry with a dot or a port, and perhaps folders',
  example: 'registry.example.com/spark',
});

const FOLDER = new TextForm({
  pattern: /^[a-z][a-z0-9+.-]*:\/\/?[^\s]+$/,
  of: 'a folder with its scheme',
  example: 's3a://logs/spark',
});

/** What one scope says of the applications in it. */
export class Layer {
  /** The scope, as a reader knows it. */
  public readonly source: string;
  private readonly entries: Entry[] = [];
  private readonly rendered = new Map<string, Given>();

  public constructor(scope: IConstruct) {
    this.source = `SparkDefaults of ${scope.node.path === '' ? 'the app' : scope.node.path}`;
  }

  /** How often something was added: what is known of it for one number holds as long as that is the number. */
  public get version(): number {
    return this.entries.length;
  }

  /** @throws when a prop cannot be represented, or disagrees with what the scope says already */
  public add(props: SparkDefaultsProps, isLocked: boolean): void {
    const reader = new PropReader();
    if (props.registry !== undefined) {
      reader.require('registry', props.registry, REGISTRY);
      const other = this.entries.find(
        (entry) => entry.props.registry !== undefined && entry.props.registry !== props.registry,
      );
      if (other !== undefined) {
        reader.report(
          'registry',
          `is "${other.props.registry!}" and "${props.registry}"; remove one of them`,
        );
      }
    }
    if (props.eventLog !== undefined) reader.require('eventLog', props.eventLog, FOLDER);
    const leaves = this.leavesFor(reader, props, {});
    const known = new Contributed();
    const unread = new PropReader();
    for (const entry of this.entries) known.add(this.leavesFor(unread, entry.props, {}));
    for (const conflict of known.add(leaves)) reader.add(conflict);
    const options = isLocked ? leaves.find(isJavaOptions) : undefined;
    if (options !== undefined) {
      reader.report(
        leafPath(options),
        'cannot be locked, since the options of an application come after it and win; give it by add',
      );
    }
    reader.throwFor(this.source);
    this.entries.push({ props, isLocked });
    this.rendered.clear();
  }

  /** What it gives to such an application. */
  public for(target: SparkTarget): Given {
    const key = JSON.stringify(target);
    const present = this.rendered.get(key);
    if (present !== undefined) return present;
    const reader = new PropReader();
    const jars: SparkJar[] = [];
    const [defaults, locked] = [new Contributed(), new Contributed()];
    for (const { props, isLocked } of this.entries) {
      const into = isLocked ? locked : defaults;
      into.add(this.leavesFor(reader, props, target));
      for (const { contribution } of partsIn(this.source, props, target)) {
        jars.push(
          ...(contribution.jars ?? jarsFor({ ...contribution.sparkConf, ...contribution.hadoopConf })),
        );
      }
    }
    const given = { defaults: defaults.all, locked: locked.all, jars: [...new Set(jars)] };
    this.rendered.set(key, given);
    return given;
  }

  /** The registry that it names. */
  public get registry(): Registry | undefined {
    const named = this.entries.filter(({ props }) => props.registry !== undefined);
    const { props } = named.find(({ isLocked }) => isLocked) ?? named[0] ?? {};
    return (
      props && {
        name: props.registry!,
        source: this.source,
        isLocked: named.some(({ isLocked }) => isLocked),
      }
    );
  }

  private leavesFor(reader: PropReader, props: SparkDefaultsProps, target: SparkTarget): ContributedLeaf[] {
    const parts = partsIn(this.source, props, target);
    return [
      ...parts.flatMap(({ source, contribution }) =>
        brought(source, renderContribution(reader, contribution)),
      ),
      ...brought(this.source, deadlineOf(reader, props, target)),
    ].filter(({ value }) => !isEmpty(value));
  }
}

function deadlineOf(reader: PropReader, { deadline }: SparkDefaultsProps, { line }: SparkTarget): Leaf[] {
  const seconds = reader.seconds('deadline', deadline);
  if (seconds === undefined) return [];
  if (seconds % 60 !== 0) reader.report('deadline', `is ${seconds} seconds; it must be whole minutes`);
  return leavesOf(
    line?.startsWith('3.') === true
      ? { driver: { template: { spec: { activeDeadlineSeconds: seconds } } } }
      : {
          sparkConf: {
            'spark.plugins': 'org.apache.spark.deploy.DriverTimeoutPlugin',
            'spark.driver.timeout': `${seconds / 60}min`,
          },
        },
  );
}

/** The parts of what a scope says, each with its source. */
function partsIn(source: string, props: SparkDefaultsProps, target: SparkTarget): Part[] {
  const { features = [], eventLog, nodeSelector } = props;
  const parts: SparkContribution[] = [
    { ...props, nodeSelector: undefined },
    // Of each role: an application that has a selector for one of them could not keep that of the application.
    { pods: { nodeSelector } },
    eventLog === undefined
      ? {}
      : { sparkConf: { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': eventLog } },
  ];
  return [
    ...features
      .flatMap((feature) => partsOf(feature, target))
      .map((part) => ({ ...part, source: `${part.source} of ${source}` })),
    ...parts.map((contribution) => ({ source, contribution })),
  ];
}

function isJavaOptions({ path, isItem }: Leaf): boolean {
  return isItem && path.at(-2) === 'javaOptions';
}
