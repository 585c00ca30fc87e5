import { ApiObject, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { ManifestFile } from '../../app/manifest-file';
import type { Release } from '../../chart/release';
import { nameOf, namespaceOf, record, text, type Manifest } from '../../manifest/plain';
import { show } from '../../problems';
import { HelmDelivery } from '../helm-delivery';
import { ChartSource } from './chart-source';
import { helmTemplate } from './helm-template';

/** How the manifests of a release are rendered. */
export interface ManifestsDeliveryProps {
  /**
   * Where the chart comes from.
   * @default ChartSource.PROJECT
   */
  readonly source?: ChartSource;
  /**
   * Folder of the manifests below the output folder.
   * @default - the output folder itself
   */
  readonly folder?: string;
  /**
   * Folder of the CRDs below the output folder.
   * @default - that of the manifests
   */
  readonly definitionsFolder?: string;
  /**
   * APIs of the cluster that the chart asks for, beside those that follow from the values, as `cert-manager.io/v1`.
   * @default - none
   */
  readonly apiVersions?: string[];
  /**
   * Version of Kubernetes that the manifests are for, as `1.34.0`.
   * @default - the one that helm is built for
   */
  readonly kubernetesVersion?: string;
  /**
   * The program, helm 3.8 or later.
   * @default 'helm'
   */
  readonly helm?: string;
  /**
   * How long it may take to fetch and render the chart.
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;
}

/** Kinds of a chart that have no namespace. */
const CLUSTER_WIDE = new Set([
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PriorityClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/**
 * The manifests of the release, rendered by helm while the app is built, with the CRDs in a file of their own. Whoever
 * applies them applies the CRDs first, and both server-side. Hooks are left out: nobody would run them.
 */
export class ManifestsDelivery extends HelmDelivery {
  public constructor(private readonly props: ManifestsDeliveryProps = {}) {
    super();
  }

  /** @throws when helm is not there, or does not render the chart */
  public bind(scope: Construct, release: Release): void {
    const rendered = this.render(release);
    refuseOtherVersion(rendered, release);
    const objects = rendered.filter((object) => !isHook(object));
    const apply = 'kubectl apply --server-side -f';
    const definitions = new ManifestFile(scope, 'crds', {
      folder: this.props.definitionsFolder ?? this.props.folder,
      header: `CRDs of the Spark Operator, chart ${release.chartVersion!}. Apply them first: ${apply} crds.yaml`,
    });
    const others = new ManifestFile(scope, 'operator', {
      folder: this.props.folder,
      header: [
        `Release ${release.name!} of the Spark Operator, chart ${release.chartVersion!}, as helm renders it: ${apply} operator.yaml`,
        `The CRDs, namespace ${release.namespace!} and the job namespaces must exist before.`,
      ].join('\n'),
    });
    for (const object of objects) {
      const placed = { ...object, metadata: metadataOf(object, release.namespace!) };
      const id = [text(object.kind), namespaceOf(placed), nameOf(placed)]
        .filter((part) => part !== undefined)
        .join('-');
      const file = object.kind === 'CustomResourceDefinition' ? definitions : others;
      new ApiObject(file, id, placed as unknown as ConstructorParameters<typeof ApiObject>[2]);
    }
  }

  private render(release: Release): Manifest[] {
    const { props } = this;
    const source = props.source ?? ChartSource.PROJECT;
    const { location } = source;
    const version = ['--version', release.chartVersion!];
    const [chart, ...where] = {
      repository: [HelmDelivery.CHART, '--repo', location, ...version],
      oci: [`${location}/${HelmDelivery.CHART}`, ...version],
      directory: [location],
    }[source._kind];
    const options = [
      ...where,
      ...['--namespace', release.namespace!, '--include-crds', '--no-hooks'],
      ...[...apiVersions(release), ...(props.apiVersions ?? [])].flatMap((api) => ['--api-versions', api]),
      ...(props.kubernetesVersion === undefined ? [] : ['--kube-version', props.kubernetesVersion]),
      ...[release.name!, chart!],
    ];
    const timeout = (props.timeout ?? Duration.minutes(2)).toMilliseconds();
    try {
      return helmTemplate({ program: props.helm ?? 'helm', options, values: release.values, timeout });
    } catch (error) {
      throw new Error(`manifests of release ${release.name!}: ${(error as Error).message}`);
    }
  }
}

/** What the chart asks of the cluster before it renders an object of another project. */
function apiVersions(release: Release): string[] {
  return [
    ...(release.isOn('prometheus.podMonitor.create') ? ['monitoring.coreos.com/v1/PodMonitor'] : []),
    ...(release.isOn('certManager.enable')
      ? ['cert-manager.io/v1/Certificate', 'cert-manager.io/v1/Issuer']
      : []),
  ];
}

/** A chart in a directory has the version that it has. */
function refuseOtherVersion(objects: readonly Manifest[], { name, chartVersion }: Release): void {
  const wanted = `${HelmDelivery.CHART}-${chartVersion!}`;
  const others = objects
    .map((object) => text(record(record(object.metadata).labels)['helm.sh/chart']))
    .filter((label) => label !== undefined && label !== wanted);
  if (others.length > 0) {
    throw new Error(
      `manifests of release ${name!}: the chart is ${show(others[0])}, and the release is for ${show(wanted)}; ` +
        'give the folder of that version, or set chartVersion',
    );
  }
}

function isHook(object: Manifest): boolean {
  return 'helm.sh/hook' in record(record(object.metadata).annotations);
}

/** With the namespace that helm would install it into, and none where there can be none: the chart does not tell them apart. */
function metadataOf(object: Manifest, home: string): Manifest {
  const { namespace, ...metadata } = record(object.metadata);
  const isClusterWide = CLUSTER_WIDE.has(text(object.kind) ?? '');
  return isClusterWide ? metadata : { ...metadata, namespace: text(namespace) ?? home };
}
