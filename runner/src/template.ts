import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { ARGUMENT_KEYWORD, RUN_PARAMETERS, TEMPLATE_KEYS } from '../../lib/pipeline/run-parameters';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** A released application and what its runs may change. */
export interface Template {
  readonly application: SparkApplication;
  /** JSON Schema of the parameters. */
  readonly contract: Contract;
  /** Names the release: a hash of application and contract. */
  readonly digest: string;
}

export interface Contract {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface ConfigMap {
  readonly kind: 'ConfigMap';
  readonly data?: Readonly<Record<string, string>>;
}

/** Reads a file that holds the SparkApplication, or the ConfigMap of the release. */
export function readTemplate(file: string): Template {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RunnerError('refused', `template ${file} cannot be read: ${(error as Error).message}`);
  }
  const documents = parseYaml(text, file);
  const found = documents.filter((document) => isSparkApplication(document) || isTemplateConfigMap(document));
  const [document] = found;
  if (document === undefined || found.length > 1) {
    throw new RunnerError(
      'refused',
      `template ${file} holds ${found.length} applications; it must hold one SparkApplication, or one ConfigMap ` +
        `with the keys ${TEMPLATE_KEYS.application} and ${TEMPLATE_KEYS.parameters}`,
    );
  }
  return isTemplateConfigMap(document)
    ? templateOf(document.data, file)
    : template(document, undefined, file);
}

/** The template in the data of a ConfigMap. */
export function templateOf(data: Readonly<Record<string, string>> | undefined, source: string): Template {
  const yaml = data?.[TEMPLATE_KEYS.application];
  const schema = data?.[TEMPLATE_KEYS.parameters];
  if (yaml === undefined || schema === undefined) {
    throw new RunnerError(
      'refused',
      `template ${source} has the keys ${Object.keys(data ?? {}).join(', ') || '(none)'}; it needs ` +
        `${TEMPLATE_KEYS.application} and ${TEMPLATE_KEYS.parameters}`,
    );
  }
  const [application] = parseYaml(yaml, source);
  if (!isSparkApplication(application)) {
    throw new RunnerError(
      'refused',
      `${TEMPLATE_KEYS.application} of template ${source} is no SparkApplication`,
    );
  }
  let contract: Contract;
  try {
    contract = JSON.parse(schema) as Contract;
  } catch (error) {
    throw new RunnerError(
      'refused',
      `${TEMPLATE_KEYS.parameters} of template ${source} is no JSON: ${(error as Error).message}`,
    );
  }
  return template(application, contract, source);
}

function template(application: SparkApplication, given: Contract | undefined, source: string): Template {
  const contract = given ?? widestContract(application);
  const unknown = Object.entries(contract.properties ?? {})
    .filter(([name, schema]) => !(name in RUN_PARAMETERS) && typeof schema[ARGUMENT_KEYWORD] !== 'string')
    .map(([name]) => name);
  if (contract.properties === undefined || unknown.length > 0) {
    throw new RunnerError(
      'refused',
      `the contract of template ${source} has ${contract.properties === undefined ? 'no properties' : `the parameters ${unknown.join(', ')}`}; ` +
        `this runner knows ${Object.keys(RUN_PARAMETERS).join(', ')} and those with ${ARGUMENT_KEYWORD}`,
    );
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([application, contract]))
    .digest('hex')
    .slice(0, 16);
  return { application, contract, digest };
}

/** Without a contract: everything that the application has a place for. */
function widestContract(application: SparkApplication): Contract {
  const dynamic = application.spec.dynamicAllocation !== undefined;
  const excluded = dynamic ? 'executorInstances' : 'maxExecutors';
  return {
    properties: Object.fromEntries(
      Object.entries(RUN_PARAMETERS)
        .filter(([name]) => name !== excluded)
        .map(([name, parameter]) => [name, parameter.schema]),
    ),
  };
}

function parseYaml(text: string, source: string): unknown[] {
  const documents = parseAllDocuments(text);
  if (!('length' in documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error) throw new RunnerError('refused', `template ${source} is no YAML: ${error.message}`);
    return document.toJS() as unknown;
  });
}

function isSparkApplication(document: unknown): document is SparkApplication {
  return kindOf(document) === 'SparkApplication';
}

function isTemplateConfigMap(document: unknown): document is ConfigMap {
  return (
    kindOf(document) === 'ConfigMap' &&
    (document as ConfigMap).data?.[TEMPLATE_KEYS.application] !== undefined
  );
}

function kindOf(document: unknown): unknown {
  return (document as { kind?: unknown } | null)?.kind;
}
