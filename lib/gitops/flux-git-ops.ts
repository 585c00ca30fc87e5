import { ApiObject, Duration, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { ManifestFile } from '../app/manifest-file';
import { FluxDelivery } from '../operator/delivery/flux-delivery';
import type { HelmDelivery } from '../operator/helm-delivery';
import { GitOps, gitFolder, ORDER, usedStages } from './git-ops';
import type { GitOpsProps } from './git-ops-props';
import { OrderFile } from './order-file';
import { KEPT_STAGES, Stage, STAGES } from './stage';

/** How Flux applies a cluster from Git. */
export interface FluxGitOpsProps extends GitOpsProps {
  /**
   * Namespace of the objects of Flux.
   * @default 'flux-system'
   */
  readonly namespace?: string;
  /**
   * Secret with the keys of the repository, in that namespace.
   * @default - it is public
   */
  readonly repositorySecretName?: string;
  /**
   * How often Flux compares Git with the cluster.
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
}

/** When Flux takes an application for well or for failed; without these it is well as soon as it is there. */
const APPLICATION_HEALTH = {
  apiVersion: 'sparkoperator.k8s.io/v1beta2',
  kind: 'SparkApplication',
  current:
    "has(status.applicationState) && status.applicationState.state in ['RUNNING', 'COMPLETED', 'SUSPENDED']",
  failed: "has(status.applicationState) && status.applicationState.state in ['FAILED', 'SUBMISSION_FAILED']",
};

/**
 * A cluster that Flux applies from Git: a Kustomization for each stage, which depends on the one before and waits until its
 * objects are well. `bootstrap/flux.yaml` is applied by hand, once.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
export class FluxGitOps extends GitOps {
  private readonly namespace: string;
  private readonly secretName: string | undefined;
  private readonly interval: string;

  /** @throws when the place in Git cannot be one, listing all reasons */
  public constructor(props: FluxGitOpsProps) {
    super(props);
    this.namespace = props.namespace ?? 'flux-system';
    this.secretName = props.repositorySecretName;
    this.interval = `${(props.interval ?? Duration.minutes(10)).toSeconds()}s`;
  }

  /** A HelmRelease in the stage of the operator. */
  public delivery(): HelmDelivery {
    return new FluxDelivery({ namespace: this.namespace, folder: GitOps.folder(Stage.OPERATOR) });
  }

  /** Lets an object stay in the cluster when Git has it no more. */
  public keep(object: ApiObject): void {
    object.metadata.addAnnotation('kustomize.toolkit.fluxcd.io/prune', 'disabled');
  }

  protected addObjects(scope: Construct): void {
    const bootstrap = new ManifestFile(scope, 'flux', {
      folder: 'bootstrap',
      header: 'Applied by hand, once. From then on Flux applies what is in Git.',
    });
    new ApiObject(bootstrap, 'source', {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: this.name, namespace: this.namespace },
      spec: {
        interval: '60s',
        url: this.repository,
        ref: { branch: this.branch },
        ...(this.secretName !== undefined && { secretRef: { name: this.secretName } }),
      },
    });
    this.addKustomization(bootstrap, this.name, ORDER, { prune: true });
    const order = new OrderFile(scope, 'kustomizations');
    for (const stage of STAGES) {
      const name = this.nameOf(stage);
      order.add(name, stage);
      this.addKustomization(order, name, stage, {
        // What is gone from these stages by mistake would take data with it.
        prune: !KEPT_STAGES.includes(stage),
        dependsOn: Lazy.any({ produce: () => this.before(scope, stage) }) as unknown,
        wait: true,
        ...(stage === Stage.JOBS && { healthCheckExprs: [APPLICATION_HEALTH] }),
      });
    }
  }

  private addKustomization(file: ManifestFile, name: string, folder: string, more: object): void {
    new ApiObject(file, name, {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace: this.namespace },
      spec: {
        interval: this.interval,
        retryInterval: '60s',
        timeout: '600s',
        sourceRef: { kind: 'GitRepository', name: this.name },
        path: `./${this.pathOf(gitFolder(folder))}`,
        ...more,
      },
    });
  }

  private before(scope: Construct, stage: Stage): { name: string }[] | undefined {
    const used = usedStages(scope);
    const previous = used[used.indexOf(stage) - 1];
    return previous === undefined ? undefined : [{ name: this.nameOf(previous) }];
  }

  private nameOf(stage: Stage): string {
    return `${this.name}-${stage}`;
  }
}
