import type { Construct } from 'constructs';
import { OutputFile, type OutputFileProps } from '../app/output-file';
import type { RunTemplate } from './run-template';
import { Runner, RUNNER_RESOURCES } from './runner';

/** The version of the format, and of the SDK whose components look like this. */
const FORMAT = { schemaVersion: '2.1.0', sdkVersion: 'kfp-2.17.0' };

/**
 * The one step. It is named unlike the component: the SDK then takes the file for a pipeline of one step and keeps its
 * Secret, its resources, its retries and its caching; of a component that is a step it drops all of these.
 */
const TASK = 'spark-runner';
const COMPONENT = `comp-${TASK}`;
const EXECUTOR = `exec-${TASK}`;

/** One input of a component. */
export interface KfpInput {
  /** Name, in snake_case. */
  readonly name: string;
  /** True for a whole number, false for a text. */
  readonly isNumber: boolean;
  /**
   * What it is for.
   * @default - nothing is said
   */
  readonly description?: string;
  /**
   * Its value when none is given.
   * @default - none
   */
  readonly defaultValue?: unknown;
  /** True when it must be given. */
  readonly required: boolean;
}

/** A released application, and the program that performs its runs. */
export interface KfpComponentProps extends OutputFileProps {
  /** The released application. */
  readonly template: RunTemplate;
  /** The program. */
  readonly runner: Runner;
}

/** What a component calls and how it is named. */
export interface KfpComponentDefinition {
  /** Name of the component: lower-case letters, digits and dashes. */
  readonly name: string;
  /** The program. */
  readonly runner: Runner;
  /** Its inputs. */
  readonly inputs: KfpInput[];
  /** Its outputs, each a text, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Arguments of the program, with placeholders. */
  readonly args: string[];
}

/**
 * A file that `kfp.components.load_component_from_file` reads: a component that calls the runner, and in a second
 * document the Secret from which its step gets the keys of lakeFS or Nessie, if it needs them. Caching is off, also in a pipeline
 * that uses it.
 */
export abstract class KfpComponent extends OutputFile {
  private readonly definition: KfpComponentDefinition;

  public constructor(
    scope: Construct,
    id: string,
    props: OutputFileProps,
    definition: KfpComponentDefinition,
  ) {
    super(scope, id, props);
    this.definition = definition;
  }

  /** The component and its platform configuration, as the two documents of the file. */
  public override documents(): unknown[] {
    const { name, runner, args } = this.definition;
    const inputs = Object.fromEntries(this.definition.inputs.map((input) => [input.name, parameter(input)]));
    const outputs = Object.fromEntries(
      Object.entries(this.definition.outputs).map(([key, description]) => [
        key,
        { description, parameterType: 'STRING' },
      ]),
    );
    const spec = {
      components: {
        [COMPONENT]: {
          executorLabel: EXECUTOR,
          ...section('inputDefinitions', inputs),
          ...section('outputDefinitions', outputs),
        },
      },
      deploymentSpec: {
        executors: {
          [EXECUTOR]: {
            container: {
              image: runner.image,
              command: [...Runner.COMMAND],
              args: [...args],
              env: runner.env.filter(({ value }) => value !== undefined),
              resources: {
                resourceCpuRequest: RUNNER_RESOURCES.cpuRequest,
                resourceMemoryLimit: RUNNER_RESOURCES.memoryLimit,
                resourceMemoryRequest: RUNNER_RESOURCES.memoryRequest,
              },
            },
          },
        },
      },
      pipelineInfo: { name },
      root: {
        dag: {
          ...section(
            'outputs',
            mapValues(outputs, (key) => ({
              valueFromParameter: { outputParameterKey: key, producerSubtask: TASK },
            })),
          ),
          tasks: {
            [TASK]: {
              cachingOptions: { enableCache: false },
              componentRef: { name: COMPONENT },
              ...section(
                'inputs',
                mapValues(inputs, (key) => ({ componentInputParameter: key })),
              ),
              retryPolicy: { maxRetryCount: 3, backoffDuration: '30s', backoffFactor: 2 },
              taskInfo: { name: TASK },
            },
          },
        },
        ...section('inputDefinitions', inputs),
        ...section('outputDefinitions', outputs),
      },
      ...FORMAT,
    };
    return [spec, platform(runner)];
  }
}

/** Stands for the value of an input in an argument. */
export function inputValue(name: string): string {
  return `{{$.inputs.parameters['${name}']}}`;
}

/** Stands for the file that an output is read from. */
export function outputFile(name: string): string {
  return `{{$.outputs.parameters['${name}'].output_file}}`;
}

/** Arguments that are there only when the input is given. */
export function ifPresent(name: string, args: readonly string[]): string {
  return JSON.stringify({ IfPresent: { InputName: name, Then: args } });
}

function parameter({ isNumber, description, defaultValue, required }: KfpInput): Record<string, unknown> {
  return {
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(description === undefined ? {} : { description }),
    ...(required ? {} : { isOptional: true }),
    parameterType: isNumber ? 'NUMBER_INTEGER' : 'STRING',
  };
}

function section(name: string, parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // A copy each time: YAML would write the second one as a reference to the first.
  return Object.keys(parameters).length === 0 ? {} : { [name]: { parameters: structuredClone(parameters) } };
}

function mapValues(
  record: Readonly<Record<string, unknown>>,
  value: (key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value(key)]));
}

function platform(runner: Runner): unknown {
  const { imagePullPolicy, env } = runner;
  const secrets = new Map<string, unknown[]>();
  for (const { name, valueFrom } of env) {
    const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
    if (secret === undefined) continue;
    secrets.set(secret, [...(secrets.get(secret) ?? []), { secretKey: key, envVar: name }]);
  }
  const secretAsEnv = [...secrets].map(([secretName, keyToEnv]) => ({
    keyToEnv,
    optional: false,
    secretName,
    secretNameParameter: { runtimeValue: { constant: secretName } },
  }));
  const config = {
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    ...(secretAsEnv.length === 0 ? {} : { secretAsEnv }),
    ...volumes(runner),
  };
  return { platforms: { kubernetes: { deploymentSpec: { executors: { [EXECUTOR]: config } } } } };
}

/** Mounts of the program, by the kind of their source. */
function volumes(runner: Runner): Record<string, unknown> {
  const mounts = runner.container(TASK, []).volumeMounts ?? [];
  const named = (kind: string, name: string, mountPath: string): Record<string, unknown> => ({
    [`${kind}AsVolume`]: [
      {
        [`${kind}Name`]: name,
        [`${kind}NameParameter`]: { runtimeValue: { constant: name } },
        mountPath,
        optional: false,
      },
    ],
  });
  const parts = runner.volumes.map(({ secret, configMap }, index) =>
    secret === undefined
      ? named('configMap', configMap!.name!, mounts[index]!.mountPath)
      : named('secret', secret.secretName!, mounts[index]!.mountPath),
  );
  return Object.assign({}, ...parts) as Record<string, unknown>;
}
