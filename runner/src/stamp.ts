import { ARGUMENT_KEYWORD, RUN_PARAMETERS } from '../../lib/pipeline/run-parameters';
import { RUN_ID_ANNOTATION, runName } from '../../lib/spark/run-name';
import { RunnerError } from './outcome';
import type { Parameters } from './parameters';
import type { Role, SparkApplication, SparkApplicationSpec } from './spark-application';
import type { Template } from './template';

export const TEMPLATE_ANNOTATION = 'cdk8s-spark-operator/template';
export const SOURCE_BRANCH_ANNOTATION = 'cdk8s-spark-operator/source-branch';
/** On every application of a run, so that they can be listed. */
export const RUN_LABEL = 'cdk8s-spark-operator/run';

/** Everything that follows from a template and a run id. */
export interface Run {
  readonly id: string;
  /** Name of the application and of the branch. */
  readonly name: string;
  readonly namespace: string;
  readonly repository: string;
  /** The branch that the template names, and from which the branch of the run is made. */
  readonly sourceBranch: string;
}

const REPOSITORY = /^[a-z0-9][a-z0-9-]{2,62}$/;
const BRANCH = /^\w[-\w]*$/;

export function planRun(template: Template, id: string, namespace: string): Run {
  const { metadata, spec } = template.application;
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw new RunnerError(
      'refused',
      `namespace is ${JSON.stringify(namespace)}; the template is released for ${JSON.stringify(metadata.namespace)}`,
    );
  }
  const name = attempt(() => runName(metadata.name, id));
  const repository = literal(spec, 'LAKEFS_REPOSITORY', REPOSITORY);
  const sourceBranch = literal(spec, 'LAKEFS_BRANCH', BRANCH);
  return { id, name, namespace, repository, sourceBranch };
}

/**
 * The application of a run: the released one with its own name, its own branch wherever the released branch
 * stands, and its sizes. The same input gives the same application.
 */
export function stamp(template: Template, run: Run, parameters: Parameters): SparkApplication {
  const { application, digest } = template;
  const move = new BranchMove(run.repository, run.sourceBranch, run.name);
  let spec = move.spec(application.spec);
  if (move.catalogs === 0) {
    throw new RunnerError(
      'refused',
      `the template has no Iceberg catalog on branch ${run.sourceBranch} of repository ${run.repository}, so a run ` +
        'would not write to its own branch; set LAKEFS_REPOSITORY and LAKEFS_BRANCH to what its catalog uses',
    );
  }
  for (const [name, value] of Object.entries(parameters)) {
    const path = RUN_PARAMETERS[name]?.path;
    const flag = template.contract.properties[name]?.[ARGUMENT_KEYWORD];
    spec = path
      ? (withField(spec, path, value) as SparkApplicationSpec)
      : { ...spec, arguments: withArgument(spec.arguments ?? [], String(flag), String(value)) };
  }
  return {
    apiVersion: application.apiVersion,
    kind: application.kind,
    metadata: {
      name: run.name,
      namespace: run.namespace,
      labels: { ...application.metadata.labels, [RUN_LABEL]: run.name },
      annotations: {
        ...application.metadata.annotations,
        [RUN_ID_ANNOTATION]: run.id,
        [SOURCE_BRANCH_ANNOTATION]: run.sourceBranch,
        [TEMPLATE_ANNOTATION]: digest,
      },
    },
    spec,
  };
}

/** Names of catalogs whose tables would hold the name of the branch, and break when it is deleted. */
export function catalogsBoundTo(application: SparkApplication, repository: string, branch: string): string[] {
  return Object.entries(application.spec.sparkConf ?? {}).flatMap(([key, value]) => {
    const catalog = /^spark\.sql\.catalog\.([^.]+)\.warehouse$/.exec(key)?.[1];
    const [scheme, bucket, first] = value.split(/:\/\/|\//);
    return catalog !== undefined &&
      /^s3[an]?$/.test(scheme ?? '') &&
      bucket === repository &&
      first === branch
      ? [catalog]
      : [];
  });
}

/** The literal value of a variable that the driver gets. */
export function variable(spec: SparkApplicationSpec, name: string): string | undefined {
  return spec.driver?.env?.find((entry) => entry.name === name)?.value;
}

function literal(spec: SparkApplicationSpec, name: string, pattern: RegExp): string {
  const value = variable(spec, name);
  if (value === undefined || !pattern.test(value)) {
    throw new RunnerError(
      'refused',
      `${name} in spec.driver.env of the template is ${JSON.stringify(value)}; it must be a literal that matches ${pattern.source}`,
    );
  }
  return value;
}

function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new RunnerError('refused', (error as Error).message);
  }
}

function withField(node: unknown, path: readonly string[], value: unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  const object = (node ?? {}) as Record<string, unknown>;
  return { ...object, [field]: withField(object[field], rest, value) };
}

function withArgument(given: readonly string[], flag: string, value: string): string[] {
  const at = given.indexOf(flag);
  return at < 0
    ? [...given, flag, value]
    : given.map((argument, index) => (index === at + 1 ? value : argument));
}

/** Puts the branch of the run wherever an application names the released branch of its repository. */
class BranchMove {
  /** How many catalog settings were moved. */
  public catalogs = 0;

  public constructor(
    private readonly repository: string,
    private readonly from: string,
    private readonly to: string,
  ) {}

  public spec(spec: SparkApplicationSpec): SparkApplicationSpec {
    const moved = this.everywhere(spec) as SparkApplicationSpec;
    return {
      ...moved,
      ...(spec.sparkConf && { sparkConf: this.conf(spec.sparkConf) }),
      ...(spec.arguments && { arguments: this.arguments(spec.arguments) }),
      ...(moved.driver && { driver: this.role(moved.driver) }),
      ...(moved.executor && { executor: this.role(moved.executor) }),
    };
  }

  private everywhere(node: unknown): unknown {
    if (typeof node === 'string') return this.uris(node);
    if (Array.isArray(node)) return node.map((item) => this.everywhere(item));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, this.everywhere(value)]));
  }

  private conf(conf: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(conf).map(([key, value]) => {
        if (key.endsWith('.LAKEFS_BRANCH') && value === this.from) return [key, this.to];
        const moved = this.uris(value);
        const isCatalog = key.startsWith('spark.sql.catalog.') || key.includes('.viewfs.mounttable.');
        if (isCatalog && moved !== value) this.catalogs++;
        return [key, moved];
      }),
    );
  }

  /** `--branch main`, `--branch=main` and URIs. */
  private arguments(given: readonly string[]): string[] {
    return given.map((argument, index) => {
      if (argument === this.from && isBranchFlag(given[index - 1])) return this.to;
      const [flag, ...rest] = argument.split('=');
      if (flag?.startsWith('--') !== true || rest.length === 0) return this.uris(argument);
      const value = rest.join('=');
      return `${flag}=${isBranchFlag(flag) && value === this.from ? this.to : this.uris(value)}`;
    });
  }

  private role(role: Role): Role {
    return {
      ...role,
      ...(role.env && {
        env: role.env.map((entry) => (entry.name === 'LAKEFS_BRANCH' ? { ...entry, value: this.to } : entry)),
      }),
    };
  }

  /** `s3a://<repository>/<branch>/…`, and the REST catalog's `…/relative_to/<repository>.<branch>/…`. */
  private uris(text: string): string {
    return text
      .split(',')
      .map((uri) => {
        const colon = uri.indexOf('://');
        if (colon < 0) return uri;
        const scheme = uri.slice(0, colon);
        const segments = uri.slice(colon + 3).split('/');
        if (
          /^(s3[an]?|lakefs)$/.test(scheme) &&
          segments[0] === this.repository &&
          segments[1] === this.from
        ) {
          segments[1] = this.to;
        }
        const relative = segments.indexOf('relative_to') + 1;
        if (relative > 0 && segments[relative] === `${this.repository}.${this.from}`) {
          segments[relative] = `${this.repository}.${this.to}`;
        }
        return `${scheme}://${segments.join('/')}`;
      })
      .join(',');
  }
}

function isBranchFlag(argument: string | undefined): boolean {
  return argument === '--branch' || argument === '--lakefs-branch';
}
