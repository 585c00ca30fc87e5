import { ManifestFile } from '../app/manifest-file';
import type { RunTemplate } from '../pipeline/run-template';

/** The file of the released job, whose head says how earlier releases are removed. */
export class TemplateFile extends ManifestFile {
  private template: RunTemplate | undefined;

  /** Says what the file holds. */
  public holds(template: RunTemplate): void {
    this.template = template;
  }

  public override get header(): string {
    const { jobName, namespace, configMapNames } = this.template!;
    const versions = configMapNames.map((name) => name.slice(jobName.length + 1));
    const selector = [
      'app.kubernetes.io/managed-by=cdk8s',
      `app.kubernetes.io/name=${jobName}`,
      `app.kubernetes.io/version notin (${versions.join(',')})`,
    ];
    return [
      'The released job, from which pipelines stamp their runs. Its name is new when the job has changed. Earlier releases',
      'are kept for the pipelines that name them; when none does any more, remove them with',
      '',
      `  kubectl delete configmap --namespace ${namespace} \\`,
      `    --selector '${selector.join(',')}'`,
    ].join('\n');
  }
}
