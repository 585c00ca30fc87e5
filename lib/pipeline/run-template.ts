import { ApiObject, Lazy, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { OBJECT_NAME } from '../kubernetes-names';
import { BRANCH_NAME } from '../lakefs/names';
import { checkRun } from '../rules/doors/run';
import { RunName } from '../runs/run-name';
import type { SparkApplication } from '../spark/spark-application';
import { RunParameter } from '../runs/run-parameter';
import { idleParameter, leadsOffBranch, TARGETS_KEYWORD, TEMPLATE_KEYS } from '../runs/parameters';
import { hasCatalog, placeProblems, placesOf, type Place } from '../runs/place';
import { planRun } from '../runs/plan';
import { stamp } from '../runs/stamp';
import { templateHash } from '../runs/template-hash';

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
  /** Repository that the runs write. */
  public readonly repository: string;
  /** Branch from which runs start. */
  public readonly branch: string;
  /** Branches that the runs may be promoted to, the usual one first. */
  public readonly promotionTargets: string[];
  /** The ConfigMap. */
  public readonly apiObject: ApiObject;

  /** @throws when no run could be made from the application, listing all reasons */
  public constructor(scope: Construct, id: string, props: RunTemplateProps) {
    super(scope, id);
    const { application } = props;
    this.jobName = props.jobName ?? application.name;
    const released = release(application, this.jobName);
    this.spec = released.spec;
    this.namespace = released.metadata.namespace ?? '';
    this.parameters = props.parameters ?? RunParameter.allOf(this.spec);
    const places = placesOf(this.spec);
    const [place] = places;
    const previous = props.previous ?? [];
    refuse(this.jobName, [
      ...namespaceProblems(this.namespace),
      ...branchProblems(places, this.spec),
      ...parameterProblems(this.parameters, this.spec, place),
      ...targetProblems(props.promotionTargets),
      ...previous.flatMap((name, index) => OBJECT_NAME.problem(`previous[${index}]`, name) ?? []),
    ]);

    this.repository = place!.repository!;
    this.branch = place!.branch!;
    this.promotionTargets = [...(props.promotionTargets ?? [this.branch])];
    const contract: Contract = { parameters: this.parameters, targets: [...this.promotionTargets] };
    const data = dataOf(released, contract);
    const version = templateHash(data);
    this.configMapName = `${this.jobName}-${version}`;
    // What the rules would have against a run is known now.
    const template = {
      application: released,
      contract: { properties: {}, [TARGETS_KEYWORD]: contract.targets },
      digest: version,
    };
    const probe = stamp(template, planRun(template, 'probe', this.namespace), {});
    this.node.addValidation({
      validate: () =>
        checkRun(probe).errors.map((problem) => `a run of job ${this.jobName} is refused: ${problem}`),
    });
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
        produce: (): unknown => {
          if (templateHash(dataOf(release(application, this.jobName), contract)) === version) return data;
          throw new Error(
            `application ${application.node.path} changed after its template ${this.node.path} was made; ` +
              'make the template after the last feature is added',
          );
        },
      }) as unknown,
    });
  }
}

interface Contract {
  readonly parameters: readonly RunParameter[];
  readonly targets: readonly string[];
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

function dataOf(released: Released, { parameters, targets }: Contract): Record<string, string> {
  const contract = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    [TARGETS_KEYWORD]: targets,
    properties: Object.fromEntries(parameters.map((item) => [item.name, item.property(released.spec)])),
  };
  return {
    [TEMPLATE_KEYS.application]: Yaml.stringify(released),
    [TEMPLATE_KEYS.parameters]: `${JSON.stringify(contract, undefined, 2)}\n`,
  };
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

/** A run writes to its own branch only where the application names repository and branch. */
function branchProblems(places: readonly Place[], spec: Readonly<Record<string, unknown>>): string[] {
  const problems = placeProblems(places);
  if (problems.length > 0) return problems;
  const place = places[0]!;
  return hasCatalog(place, spec)
    ? []
    : [
        `no Iceberg catalog is on branch ${place.branch!} of repository ${place.repository!}; add one with LakeFs.catalog`,
      ];
}

function targetProblems(targets: readonly string[] | undefined): string[] {
  if (targets === undefined) return [];
  if (!Array.isArray(targets) || targets.length === 0) {
    return [`promotionTargets is ${JSON.stringify(targets)}; give at least one branch, or leave it out`];
  }
  return targets.flatMap((target, index) => BRANCH_NAME.problem(`promotionTargets[${index}]`, target) ?? []);
}

function parameterProblems(
  parameters: readonly RunParameter[],
  spec: Readonly<Record<string, unknown>>,
  place: Place | undefined,
): string[] {
  const names = parameters.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const stray = parameters.filter((item) => {
    const released = item.released(spec);
    return (
      item.flag !== undefined &&
      (leadsOffBranch(item.flag) ||
        (released !== undefined && [place?.repository, place?.branch].includes(String(released))))
    );
  });
  const idle = idleParameter(spec);
  return [
    ...twice.map((name) => `parameter ${name} is given twice; remove one`),
    ...stray.map(
      ({ name, flag }) =>
        `parameter ${name} sets ${flag!}, which says where the job writes; a run writes to its own branch, so leave it out`,
    ),
    ...(names.includes(idle)
      ? [
          `parameter ${idle} has no effect ${idle === 'maxExecutors' ? 'without' : 'with'} dynamic allocation; ` +
            `take ${idle === 'maxExecutors' ? 'executorInstances' : 'maxExecutors'}`,
        ]
      : []),
  ];
}
