import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ManifestFile } from '../app/manifest-file';
import { ARGO_CD_RETRY, ArgoCdDelivery } from '../operator/delivery/argo-cd-delivery';
import type { HelmDelivery } from '../operator/helm-delivery';
import { ArgoCdHealth } from './argo-cd-health';
import { GitOps, gitFolder, ORDER } from './git-ops';
import type { GitOpsProps } from './git-ops-props';
import { OrderFile } from './order-file';
import { KEPT_STAGES, Stage, STAGES } from './stage';

/** How Argo CD applies a cluster from Git. */
export interface ArgoCdGitOpsProps extends GitOpsProps {
  /**
   * Namespace of the Applications.
   * @default 'argocd'
   */
  readonly namespace?: string;
  /**
   * Project of the Applications.
   * @default 'default'
   */
  readonly project?: string;
}

/**
 * A cluster that Argo CD, which runs in it, applies from Git: an Application for each stage, in the sync wave of its place,
 * and one that applies these. `bootstrap/` is applied by hand, once: the Application of the order, and the health checks
 * without which waves wait for nothing.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export class ArgoCdGitOps extends GitOps {
  private readonly namespace: string;
  private readonly project: string;

  /** @throws when the place in Git cannot be one, listing all reasons */
  public constructor(props: ArgoCdGitOpsProps) {
    super(props);
    this.namespace = props.namespace ?? 'argocd';
    this.project = props.project ?? 'default';
  }

  /** An Application in the stage of the operator. */
  public delivery(): HelmDelivery {
    const { namespace, project } = this;
    return new ArgoCdDelivery({ namespace, project, folder: GitOps.folder(Stage.OPERATOR) });
  }

  /** Lets an object stay in the cluster when Git has it no more, and the Application be in sync with it. */
  public keep(object: ApiObject): void {
    object.metadata.addAnnotation('argocd.argoproj.io/sync-options', 'Prune=false');
    object.metadata.addAnnotation('argocd.argoproj.io/compare-options', 'IgnoreExtraneous');
  }

  protected addObjects(scope: Construct): void {
    const bootstrap = new ManifestFile(scope, 'argo-cd', {
      folder: 'bootstrap',
      header: 'Applied by hand, once. From then on Argo CD applies what is in Git.',
    });
    this.addApplication(bootstrap, this.name, ORDER, { prune: true });
    new ArgoCdHealth(scope, 'argocd-cm-patch', { folder: 'bootstrap', namespace: this.namespace });
    const order = new OrderFile(scope, 'applications');
    for (const [wave, stage] of STAGES.entries()) {
      const name = `${this.name}-${stage}`;
      order.add(name, stage);
      this.addApplication(order, name, stage, {
        annotations: { 'argocd.argoproj.io/sync-wave': String(wave) },
        // What is gone from these stages by mistake would take data with it.
        prune: !KEPT_STAGES.includes(stage),
      });
    }
  }

  private addApplication(
    file: ManifestFile,
    name: string,
    folder: string,
    options: ApplicationOptions,
  ): void {
    new ApiObject(file, name, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: this.namespace, annotations: options.annotations },
      spec: {
        project: this.project,
        source: {
          repoURL: this.repository,
          targetRevision: this.branch,
          path: this.pathOf(gitFolder(folder)),
        },
        destination: { server: 'https://kubernetes.default.svc' },
        syncPolicy: {
          automated: { prune: options.prune, selfHeal: true },
          syncOptions: ['ServerSideApply=true'],
          retry: ARGO_CD_RETRY,
        },
      },
    });
  }
}

interface ApplicationOptions {
  readonly annotations?: Record<string, string>;
  readonly prune: boolean;
}
