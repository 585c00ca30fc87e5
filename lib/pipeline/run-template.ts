import { ApiObject, Lazy, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { addValidation, onceInSynthesis } from '../app/synthesis';
import { OBJECT_NAME } from '../kubernetes-names';
import { checkRun } from '../rules/doors/run';
import { VERSION_KEYWORD, versionFor, withLimits, type Contract } from '../runs/contract';
import { ISOLATIONS, isolationsOf } from '../runs/isolation/all';
import {
  ISOLATION_KEYWORD,
  type Isolation,
  type IsolationKind,
  type Place,
} from '../runs/isolation/isolation';
import { idleParameter, SETTING_KEYWORD, TARGETS_KEYWORD, TEMPLATE_KEYS } from '../runs/parameters';
import { planRun } from '../runs/plan';
import type { Property } from '../runs/property';
import type { ReleasedApplication } from '../runs/released';
import { RunIsolation } from '../runs/run-isolation';
import { RunName } from '../runs/run-name';
import { RunParameter } from '../runs/run-parameter';
import { stamp } from '../runs/stamp';
import { conflicts, targetOf } from '../runs/targets/all';
import { LEADS_AWAY } from '../runs/targets/target';
import type { Template } from '../runs/template';
import { templateHash } from '../runs/template-hash';
import { releasedProblem } from '../runs/value';
import type { SparkApplication } from '../spark/spark-application';

/** The application that is released, and what its runs may change. */
export interface RunTemplateProps {
  /** The application with all its features. Whatever it is called, a run has a name of its own. */
  readonly application: SparkApplication;
  /**
   * Name of the job, to which the id of a run is added.
   * @default - the name of the application
   */
  readonly jobName?: string;
  /**
   * What a run may change, and how far.
   * @default - every size that the application has, up to the limits of `RunParameter`
   */
  readonly parameters?: RunParameter[];
  /**
   * How the runs are kept apart.
   * @default - by lakeFS, Nessie or branches of Iceberg, where the application says that it writes to one of them; else it must be given
   */
  readonly isolation?: RunIsolation;
  /**
   * Branches that the runs may be promoted to; the first is the one that is meant when none is named.
   * @default - the branch of the application, from which the runs start
   */
  readonly promotionTargets?: string[];
  /**
   * Names of the ConfigMaps of earlier releases that pipelines still name; submitters may go on reading them.
   * @default - none: only this release can be started
   */
  readonly previous?: string[];
}

/**
 * A released application in the cluster, from which runs are stamped: an immutable ConfigMap with the application
 * and the contract of its parameters. Its name holds a hash of the content: another application is another
 * ConfigMap, and a pipeline that names the old one goes on as before. The runner refuses one whose content is not
 * that of its name.
 */
export class RunTemplate extends Construct {
  /** Name of the job. */
  public readonly jobName: string;
  /** Namespace of the ConfigMap and of the runs. */
  public readonly namespace: string;
  /** Name of the ConfigMap. */
  public readonly configMapName: string;
  /** Names of the ConfigMaps that may be started: this release and the earlier ones that are still named. */
  public readonly configMapNames: string[];
  /** What a run may change. */
  public readonly parameters: RunParameter[];
  /** `spec` of the released application. */
  public readonly spec: Readonly<Record<string, unknown>>;
  /** How the runs are kept apart. */
  public readonly isolation: RunIsolation;
  /** Repository that the runs write; undefined when they are not kept apart by lakeFS. */
  public readonly repository: string | undefined;
  /** Tables that the runs write, where they are kept apart by Iceberg's branches; else none. */
  public readonly tables: string[];
  /** Branch from which runs start; undefined when they are not kept apart. */
  public readonly branch: string | undefined;
  /** Branches that the runs may be promoted to, the usual one first; none when they are not kept apart. */
  public readonly promotionTargets: string[];
  /** The ConfigMap. */
  public readonly apiObject: ApiObject;
  private readonly template: Template;

  /** @throws when no run could be made from the application, listing all reasons */
  public constructor(scope: Construct, id: string, props: RunTemplateProps) {
    super(scope, id);
    const { application } = props;
    this.jobName = props.jobName ?? application.name;
    const released = release(application, this.jobName);
    this.spec = released.spec;
    this.namespace = released.metadata.namespace ?? '';
    this.parameters = props.parameters ?? RunParameter.allOf(this.spec);
    const found = isolationsOf(this.spec);
    this.isolation = props.isolation ?? RunIsolation._of(found[0] ?? 'lakefs');
    const isolation = ISOLATIONS[this.isolation._kind];
    const [place] = isolation.places(this.spec);
    const previous = props.previous ?? [];
    refuse(this.jobName, [
      ...namespaceProblems(this.namespace),
      ...(props.isolation ? isolation.problems(this.spec) : foundProblems(found, this.spec)),
      ...parameterProblems(this.parameters, this.spec, place),
      ...targetProblems(props.promotionTargets, isolation),
      ...previous.flatMap((name, index) => OBJECT_NAME.problem(`previous[${index}]`, name) ?? []),
    ]);

    this.repository = place?.repository;
    this.tables = [...(place?.tables ?? [])];
    this.branch = place?.branch;
    this.promotionTargets = [...(props.promotionTargets ?? (place ? [place.branch!] : []))];
    const terms: Terms = {
      parameters: this.parameters,
      targets: [...this.promotionTargets],
      isolation: isolation.kind,
    };
    const data = dataOf(released, terms);
    const version = templateHash(data);
    this.configMapName = `${this.jobName}-${version}`;
    this.template = {
      application: released,
      contract: withLimits(contractOf(released, terms), this.jobName),
      digest: version,
    };
    const probes = probesOf(this.template, this.parameters);
    addValidation(this, () => [
      ...new Set(
        probes.flatMap((probe) =>
          checkRun(probe).errors.map((problem) => `a run of job ${this.jobName} is refused: ${problem}`),
        ),
      ),
    ]);
    this.configMapNames = [...new Set([this.configMapName, ...previous])];
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.configMapName,
        namespace: this.namespace,
        labels: { 'app.kubernetes.io/name': this.jobName, 'app.kubernetes.io/version': version },
      },
      immutable: true,
      // Features can be added to the application until the synth; the name could not follow.
      data: Lazy.any({
        produce: onceInSynthesis(this, (): unknown => {
          if (templateHash(dataOf(release(application, this.jobName), terms)) === version) return data;
          throw new Error(
            `application ${application.node.path} changed after its template ${this.node.path} was made; ` +
              'make the template after the last feature is added',
          );
        }),
      }) as unknown,
    });
  }

  /**
   * Names of what each run must be given.
   *
   * @internal
   */
  public get _required(): string[] {
    return this.parameters.filter(({ required }) => required).map(({ name }) => name);
  }

  /**
   * The application of one run, as the runner makes it from the release.
   *
   * @internal
   */
  public _run(id: string): ReleasedApplication {
    return stamp(this.template, planRun(this.template, id, this.namespace), {});
  }
}

interface Terms {
  readonly parameters: readonly RunParameter[];
  readonly targets: readonly string[];
  readonly isolation: IsolationKind;
}

interface Released {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The application under the name of the job, and as no run. */
function release(application: SparkApplication, jobName: string): Released {
  const { apiVersion, kind, metadata, spec } = application.apiObject.toJson() as Released;
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => key !== RunName.ANNOTATION);
  return {
    apiVersion,
    kind,
    metadata: { ...rest, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }), name: jobName },
    spec,
  };
}

function contractOf(
  { spec }: Released,
  { parameters, targets, isolation }: Terms,
): Record<string, unknown> & Contract {
  const required = parameters.filter((item) => item.required).map(({ name }) => name);
  const properties = propertiesOf(parameters, spec);
  const version = versionFor(properties);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    ...(isolation !== 'lakefs' && { [ISOLATION_KEYWORD]: isolation }),
    ...(isolation !== 'none' && { [TARGETS_KEYWORD]: targets }),
    ...(version !== undefined && { [VERSION_KEYWORD]: version }),
    ...(required.length > 0 && { required }),
    properties,
  };
}

function propertiesOf(
  parameters: readonly RunParameter[],
  spec: Readonly<Record<string, unknown>>,
): Contract['properties'] {
  return Object.fromEntries(
    parameters.map((item) => [item.name, item.property(spec) as unknown as Property]),
  );
}

function dataOf(released: Released, terms: Terms): Record<string, string> {
  return {
    [TEMPLATE_KEYS.application]: Yaml.stringify(released),
    [TEMPLATE_KEYS.parameters]: `${JSON.stringify(contractOf(released, terms), undefined, 2)}\n`,
  };
}

/**
 * A run as it is released, and one that is given every parameter as it is released: what would be refused later is
 * known now.
 */
function probesOf(template: Template, parameters: readonly RunParameter[]): ReturnType<typeof stamp>[] {
  const { application, contract } = template;
  const { name, namespace = '' } = application.metadata;
  const given = parameters.flatMap((item) => {
    const property = contract.properties[item.name]!;
    const value = item.released(application.spec) ?? exampleOf(property);
    if (value === undefined) return [];
    const problem = releasedProblem(item.name, property, value);
    // What every run replaces need be no value of a run.
    return item.required && problem !== undefined ? [] : [{ name: item.name, value, problem }];
  });
  refuse(
    name,
    given.flatMap(({ problem }) => problem ?? []),
  );
  const values = Object.fromEntries(given.map((item) => [item.name, item.value]));
  const run = planRun(template, 'probe', namespace);
  return [stamp(template, run, {}), stamp(template, run, values)];
}

/** A value of a Spark setting that is not released with one, so that the rules see the setting. */
function exampleOf(property: Property): string | number | undefined {
  const { [SETTING_KEYWORD]: key, enum: values = [], minimum, examples = [] } = property;
  return key === undefined ? undefined : (values[0] ?? minimum ?? examples[0]);
}

function refuse(jobName: string, problems: readonly string[]): void {
  // Tells at once whether the job has room for the id of a run in its name.
  RunName.of(jobName, 'x');
  if (problems.length > 0) throw new Error(`template of job ${jobName}: ${problems.join('; ')}`);
}

/** A step in another namespace could not tell where its runs are. */
function namespaceProblems(namespace: string): string[] {
  return namespace === ''
    ? ['its application has no namespace; give one to the application or to its chart']
    : [];
}

/** A run writes to its own branch only where the application says on which one it is. */
function foundProblems(found: readonly IsolationKind[], spec: Readonly<Record<string, unknown>>): string[] {
  const [kind, ...others] = found;
  if (others.length > 0) {
    return [`it writes to ${found.join(' and to ')}, and its runs are kept apart by one; give isolation`];
  }
  if (kind !== undefined) return ISOLATIONS[kind].problems(spec);
  return ISOLATIONS.lakefs
    .problems(spec)
    .map((problem) => `${problem}, or give isolation: RunIsolation.NONE for runs that write to no branch`);
}

function targetProblems(targets: readonly string[] | undefined, isolation: Isolation): string[] {
  if (targets === undefined) return [];
  if (isolation.kind === 'none') {
    return ['promotionTargets are given, and runs with RunIsolation.NONE are not promoted; leave them out'];
  }
  if (!Array.isArray(targets) || targets.length === 0) {
    return [`promotionTargets is ${JSON.stringify(targets)}; give at least one branch, or leave it out`];
  }
  return targets.flatMap(
    (target, index) => isolation.branchProblem(`promotionTargets[${index}]`, target) ?? [],
  );
}

function parameterProblems(
  parameters: readonly RunParameter[],
  spec: Readonly<Record<string, unknown>>,
  place: Place | undefined,
): string[] {
  const names = parameters.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const properties = propertiesOf(parameters, spec);
  const targets = parameters.map((item) => ({ item, target: targetOf(item.name, properties[item.name]!)! }));
  const setBy = new Map<string, string>();
  const idle = idleParameter(spec);
  return [
    ...twice.map((name) => `parameter ${name} is given twice; remove one`),
    ...targets.flatMap(({ item: { name }, target }) => {
      const other = setBy.get(target.name);
      setBy.set(target.name, name);
      return other === undefined || other === name
        ? []
        : [`parameters ${other} and ${name} both set ${target.name}; keep one`];
    }),
    ...targets.flatMap(({ item, target }) => {
      const released = item.released(spec);
      const isPlace =
        place !== undefined &&
        target.kind !== 'sets' &&
        released !== undefined &&
        [place.repository, place.branch].includes(String(released));
      const problem =
        target.problem(place !== undefined) ?? (isPlace ? `sets ${target.name}, ${LEADS_AWAY}` : undefined);
      return problem === undefined ? [] : [`parameter ${item.name} ${problem}, so leave it out`];
    }),
    ...conflicts(spec, properties),
    ...(names.includes(idle)
      ? [
          `parameter ${idle} has no effect ${idle === 'maxExecutors' ? 'without' : 'with'} dynamic allocation; ` +
            `take ${idle === 'maxExecutors' ? 'executorInstances' : 'maxExecutors'}`,
        ]
      : []),
  ];
}
