import type { Construct } from 'constructs';
import {
  ifPresent,
  inputValue,
  KfpComponent,
  outputFile,
  type KfpComponentProps,
  type KfpInput,
} from './kfp-component';

/**
 * A component of Kubeflow Pipelines that performs one run and returns its branch, if it has one.
 *
 * Inputs: `run_id`, such as `dsl.PIPELINE_JOB_ID_PLACEHOLDER`; each parameter of the template in snake_case, with the
 * released value as its default; `timeout_seconds`. Output: `lakefs_branch`; none with `RunIsolation.NONE`.
 */
export class KfpRunComponent extends KfpComponent {
  public constructor(scope: Construct, id: string, props: KfpComponentProps) {
    const { template, runner } = props;
    const parameters = template.parameters.map((parameter) => {
      const name = snakeCase(parameter.name);
      const { required } = parameter;
      const defaultValue = required ? undefined : parameter.released(template.spec);
      const args = ['--set', `${parameter.name}=${inputValue(name)}`];
      const input: KfpInput = {
        name,
        isNumber: parameter.isNumber,
        description: parameter.description,
        defaultValue,
        required,
      };
      return { input, args: required || defaultValue !== undefined ? args : [ifPresent(name, args)] };
    });
    const output = template.branch === undefined ? undefined : `${template.isolation.name}_branch`;
    super(scope, id, props, {
      name: `run-${template.jobName}`,
      runner,
      inputs: [
        { name: 'run_id', isNumber: false, description: 'id of the pipeline run', required: true },
        ...parameters.map(({ input }) => input),
        {
          name: 'timeout_seconds',
          isNumber: true,
          description: 'seconds after which the application is stopped',
          defaultValue: runner.timeoutSeconds,
          required: false,
        },
      ],
      outputs: output === undefined ? {} : { [output]: 'branch of the run, to be promoted' },
      args: runner.run(template, inputValue('run_id'), inputValue('timeout_seconds'), [
        ...parameters.flatMap(({ args }) => args),
        ...(output === undefined ? [] : ['--output-branch', outputFile(output)]),
      ]),
    });
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
