import type { Construct } from 'constructs';
import { inputValue, KfpComponent, type KfpComponentProps } from './kfp-component';

/**
 * A component of Kubeflow Pipelines that commits the branch of a run, merges it and deletes it.
 *
 * Inputs: `source_branch`, the branch that the run returned; `target_branch`, one of those that the template allows.
 */
export class KfpPromoteComponent extends KfpComponent {
  /** @throws when the runs of the template are not kept apart, and so not promoted */
  public constructor(scope: Construct, id: string, props: KfpComponentProps) {
    const { template, runner } = props;
    super(scope, id, props, {
      name: `promote-${template.jobName}`,
      runner,
      inputs: [
        {
          name: 'source_branch',
          isNumber: false,
          description: 'branch that the run returned',
          required: true,
        },
        {
          name: 'target_branch',
          isNumber: false,
          description: `branch that it is merged into: ${template.promotionTargets.join(' or ')}`,
          defaultValue: template.promotionTargets[0],
          required: false,
        },
      ],
      outputs: {},
      args: runner.promote(template, [
        ...['--branch', inputValue('source_branch')],
        ...['--target', inputValue('target_branch'), '--delete-branch'],
      ]),
    });
  }
}
