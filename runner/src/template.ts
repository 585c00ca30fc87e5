import { parseAllDocuments } from 'yaml';
import { CONTRACT_SCHEMA, versionProblem, withLimits, type Contract } from '../../lib/runs/contract';
import { ISOLATION_KEYWORD, type IsolationKind } from '../../lib/runs/isolation/isolation';
import { parametersOf, RUN_PARAMETERS, TEMPLATE_KEYS } from '../../lib/runs/parameters';
import { conflicts } from '../../lib/runs/targets/all';
import type { Template } from '../../lib/runs/template';
import { templateHash } from '../../lib/runs/template-hash';
import { RunnerError } from './outcome';
import { APPLICATION, CONFIG_MAP, shape } from './shapes';
import type { SparkApplication } from './spark-application';
import { readText } from './text-file';

const CONTRACT = shape<Contract>('contract', CONTRACT_SCHEMA);

interface TemplateConfigMap {
  readonly metadata?: { readonly name?: string } | null;
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Reads a file that holds the SparkApplication, or the ConfigMap of the release.
 *
 * @param isolation how runs of an application are kept apart that is no release; a release says it itself
 */
export function readTemplate(file: string, isolation?: IsolationKind): Template {
  const documents = parseYaml(textOf(file), file);
  const found = documents.filter(
    (document) => kindOf(document) === 'SparkApplication' || isTemplateConfigMap(document),
  );
  const [document] = found;
  if (document === undefined || found.length > 1) {
    throw new RunnerError(
      'refused',
      `template ${file} holds ${found.length} applications; it must hold one SparkApplication, or one ConfigMap ` +
        `with the keys ${TEMPLATE_KEYS.application} and ${TEMPLATE_KEYS.parameters}`,
    );
  }
  return isTemplateConfigMap(document)
    ? templateOf(document.data, document.metadata?.name ?? '', { source: file, isolation })
    : plainTemplate(document, file, isolation);
}

/** Every SparkApplication in a file as it stands, with no branch of its own. */
export function readApplications(file: string): Template[] {
  return parseYaml(textOf(file), file)
    .filter((document) => kindOf(document) === 'SparkApplication')
    .map((document) => plainTemplate(document, file, 'none'));
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new RunnerError('refused', `template ${file} cannot be read: ${(error as Error).message}`);
  }
}

interface TemplateOptions {
  /** Where the data was found; by default the ConfigMap. */
  readonly source?: string;
  /** What the release must say of its isolation, if anything. */
  readonly isolation?: IsolationKind | undefined;
}

/**
 * The template in the data of a ConfigMap.
 *
 * @param name name of the ConfigMap; the template is believed only when its content has the hash in there
 */
export function templateOf(
  data: Readonly<Record<string, string>>,
  name: string,
  { source = name, isolation }: TemplateOptions = {},
): Template {
  const yaml = data[TEMPLATE_KEYS.application];
  const schema = data[TEMPLATE_KEYS.parameters];
  if (yaml === undefined || schema === undefined) {
    throw new RunnerError(
      'refused',
      `template ${source} has the keys ${Object.keys(data).join(', ') || '(none)'}; it needs ` +
        `${TEMPLATE_KEYS.application} and ${TEMPLATE_KEYS.parameters}`,
    );
  }
  const digest = templateHash(data);
  if (!name.endsWith(`-${digest}`)) {
    throw new RunnerError(
      'refused',
      `ConfigMap ${JSON.stringify(name)} of template ${source} does not hold what its name says: a name of this content ends ` +
        `with -${digest}; somebody changed or replaced it, so take the release again, under the name that RunTemplate gives it`,
    );
  }
  const [parsed] = parseYaml(yaml, source);
  const application = applicationOf(parsed, `${TEMPLATE_KEYS.application} of template ${source}`);
  if (name !== `${application.metadata.name}-${digest}`) {
    throw new RunnerError(
      'refused',
      `ConfigMap ${JSON.stringify(name)} of template ${source} holds job ${JSON.stringify(application.metadata.name)}; its name must ` +
        `be ${application.metadata.name}-${digest}`,
    );
  }
  const contract = contractOf(parseJson(schema, source), source);
  const released = contract[ISOLATION_KEYWORD] ?? 'lakefs';
  if (isolation !== undefined && isolation !== released) {
    throw new RunnerError(
      'refused',
      `template ${source} is released with the isolation ${released}, and --isolation is ${isolation}; leave it out`,
    );
  }
  const problems = conflicts(application.spec, contract.properties);
  if (problems.length > 0) {
    throw new RunnerError('refused', `the contract of template ${source}: ${problems.join('; ')}`);
  }
  return { application, contract, digest };
}

/** An application that is no release: whatever it has a place for may be changed. */
function plainTemplate(document: unknown, source: string, isolation: IsolationKind | undefined): Template {
  const application = applicationOf(document, `template ${source}`);
  const contract = contractOf(widestContract(application, isolation), source);
  const digest = templateHash({
    [TEMPLATE_KEYS.application]: JSON.stringify(application),
    [TEMPLATE_KEYS.parameters]: JSON.stringify(contract),
  });
  return { application, contract, digest };
}

/** The contract in a parsed text, with the limits of the library where it names none. */
export function contractOf(given: unknown, source: string): Contract {
  const problem = versionProblem(given);
  if (problem !== undefined) {
    throw new RunnerError('refused', `the contract of template ${source} ${problem}`);
  }
  if (CONTRACT.fits(given)) return withLimits(given, source);
  throw new RunnerError('refused', `the contract of template ${source} is none: ${CONTRACT.why()}`);
}

function applicationOf(document: unknown, what: string): SparkApplication {
  if (APPLICATION.fits(document)) return document;
  throw new RunnerError('refused', `${what} is no SparkApplication: ${APPLICATION.why()}`);
}

/** Without a contract: everything that the application has a place for. */
function widestContract(application: SparkApplication, isolation: IsolationKind | undefined): object {
  return {
    ...(isolation !== undefined && { [ISOLATION_KEYWORD]: isolation }),
    properties: Object.fromEntries(
      parametersOf(application.spec).map((name) => [name, RUN_PARAMETERS[name]!.schema]),
    ),
  };
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RunnerError(
      'refused',
      `${TEMPLATE_KEYS.parameters} of template ${source} is no JSON: ${(error as Error).message}`,
    );
  }
}

/** The documents of a text as plain data: no cycles, no depth that nobody can walk. */
function parseYaml(text: string, source: string): unknown[] {
  try {
    const documents = parseAllDocuments(text);
    if (!('length' in documents)) return [];
    return documents.map((document) => {
      const [error] = document.errors;
      if (error) throw error;
      return JSON.parse(JSON.stringify(document.toJS()) ?? 'null') as unknown;
    });
  } catch (error) {
    throw new RunnerError('refused', `template ${source} is no YAML: ${(error as Error).message}`);
  }
}

function isTemplateConfigMap(document: unknown): document is TemplateConfigMap {
  // The kind first: shapes are compiled, which takes longer than to read a file without one.
  return (
    kindOf(document) === 'ConfigMap' &&
    CONFIG_MAP.fits(document) &&
    Object.hasOwn(document.data ?? {}, TEMPLATE_KEYS.application)
  );
}

function kindOf(document: unknown): unknown {
  return (document as { kind?: unknown } | null)?.kind;
}
