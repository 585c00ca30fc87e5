import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ManifestFile } from '../../app/manifest-file';
import type { Release } from '../../chart/release';
import { HelmDelivery } from '../helm-delivery';
import { ChartSource } from './chart-source';
import { refuseFor } from './git-ops-release';

/** How Argo CD installs a release. */
export interface ArgoCdDeliveryProps {
  /**
   * Where the chart comes from. A registry has to be known to Argo CD as a repository of Helm with OCI.
   * @default ChartSource.PROJECT
   */
  readonly source?: ChartSource;
  /**
   * Name of the Application.
   * @default - that of the release
   */
  readonly name?: string;
  /**
   * Namespace of the Application: that of Argo CD, or one in which it allows Applications.
   * @default 'argocd'
   */
  readonly namespace?: string;
  /**
   * Project of the Application.
   * @default 'default'
   */
  readonly project?: string;
  /**
   * API server of the cluster in which the operator runs.
   * @default - the cluster of Argo CD, `https://kubernetes.default.svc`
   */
  readonly server?: string;
  /**
   * Whether Argo CD syncs by itself what has changed in Git or in the cluster, and prunes what is gone.
   * @default true
   */
  readonly automated?: boolean;
  /**
   * Folder of the file below the output folder.
   * @default - the output folder itself
   */
  readonly folder?: string;
}

/** Retries of a sync: about five minutes in all, for a webhook that is not yet there. */
export const ARGO_CD_RETRY = { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } };

/**
 * An Application of Argo CD that installs the release. Its CRDs are applied server-side, since the annotation of a
 * client-side apply has no room for them; a later sync finds nothing to change. When the Application is deleted, the
 * operator stays.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
 */
export class ArgoCdDelivery extends HelmDelivery {
  public constructor(private readonly props: ArgoCdDeliveryProps = {}) {
    super();
  }

  /** @throws when Argo CD cannot install it so, listing all reasons */
  public bind(scope: Construct, release: Release): void {
    const { props } = this;
    const source = props.source ?? ChartSource.PROJECT;
    const name = props.name ?? release.name!;
    const namespace = props.namespace ?? 'argocd';
    refuseFor('Argo CD', release, source, { name, namespace });
    const file = new ManifestFile(scope, 'application', {
      folder: props.folder,
      header: `Argo CD installs release ${release.name!} of the Spark Operator from this. The job namespaces must exist before.`,
    });
    new ApiObject(file, 'application', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace },
      spec: {
        project: props.project ?? 'default',
        source: {
          // For a registry Argo CD wants the address alone.
          repoURL: source.location.replace(/^oci:\/\//, ''),
          chart: HelmDelivery.CHART,
          targetRevision: release.chartVersion,
          helm: { releaseName: release.name, valuesObject: release.values },
        },
        destination: {
          server: props.server ?? 'https://kubernetes.default.svc',
          namespace: release.namespace,
        },
        syncPolicy: {
          ...((props.automated ?? true) && { automated: { prune: true, selfHeal: true } }),
          syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
          retry: ARGO_CD_RETRY,
        },
      },
    });
  }
}
