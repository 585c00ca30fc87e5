import type { Construct } from 'constructs';
import type { OutputFileProps } from '../app/output-file';
import { ifPresent, inputValue, KfpComponent, outputFile, type KfpInput } from './kfp-component';
import type { RunTemplate } from './run-template';
import type { Runner } from './runner';

/** What the component runs. */
export interface KfpRunComponentProps extends OutputFileProps {
  /** The released application. */
  readonly template: RunTemplate;
  /** The program. */
  readonly runner: Runner;
}

/**
 * A component of Kubeflow Pipelines that performs one run and returns its branch.
 *
 * Inputs: `run_id`, such as `dsl.PIPELINE_JOB_ID_PLACEHOLDER`; each parameter of the template in snake_case, with the
 * released value as its default; `timeout_seconds`. Output: `lakefs_branch`.
 */
export class KfpRunComponent extends KfpComponent {
  public constructor(scope: Construct, id: string, props: KfpRunComponentProps) {
    const { template, runner } = props;
    const parameters = template.parameters.map((parameter) => {
      const name = snakeCase(parameter.name);
      const defaultValue = parameter.released(template.spec);
      const args = ['--set', `${parameter.name}=${inputValue(name)}`];
      const input: KfpInput = {
        name,
        isNumber: parameter.isNumber,
        description: parameter.description,
        defaultValue,
        required: false,
      };
      return { input, args: defaultValue === undefined ? [ifPresent(name, args)] : args };
    });
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
      outputs: { lakefs_branch: 'branch of the run, to be promoted' },
      args: runner.run(template, inputValue('run_id'), inputValue('timeout_seconds'), [
        ...parameters.flatMap(({ args }) => args),
        ...['--output-branch', outputFile('lakefs_branch')],
      ]),
    });
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
