import lt from 'semver/functions/lt';
import { isChartOne } from '../../chart/chart-one';
import { changesBetween, CHART_HISTORY } from '../../chart/history';
import type { FoundRelease } from './releases';

/** A CRD that is not the same in two versions. */
export interface CrdChange {
  /** Its name. */
  readonly name: string;
  /** True when the version that is left does not have it. */
  readonly isNew: boolean;
  /** True when the version that is gone to does not have it. */
  readonly isGone: boolean;
}

/** The CRDs that are not the same in two versions. */
export function crdChanges(from: string, to: string): CrdChange[] {
  const names = new Set(changesBetween(from, to).flatMap(({ crds }) => crds));
  return [...names].sort().map((name) => ({
    name: `${name}.sparkoperator.k8s.io`,
    isNew: !hasCrd(name, from),
    isGone: !hasCrd(name, to),
  }));
}

function hasCrd(name: string, version: string): boolean {
  return CHART_HISTORY.some((changes) => !lt(version, changes.version) && changes.crds.includes(name));
}

/** What decides the order of an upgrade. */
export interface Situation {
  /** Version that is left. */
  readonly from: string;
  /** Version that is gone to. */
  readonly to: string;
  /** The releases in the files. */
  readonly releases: readonly FoundRelease[];
  /** What changes for CRDs. */
  readonly crds: readonly CrdChange[];
  /** How many values die or change. */
  readonly values: number;
  /** Objects with findings that only the version that is gone to has. */
  readonly objects: readonly string[];
}

/** What to do, in this order. */
export function steps(situation: Situation): string[] {
  return lt(situation.to, situation.from) ? backward(situation) : forward(situation);
}

function forward(situation: Situation): string[] {
  const { from, to } = situation;
  const isAnew = isChartOne(from) && !isChartOne(to);
  return [
    ...(isAnew
      ? [
          'suspend the schedules and let running applications end: chart 2.x replaces Deployment, accounts and webhook of 1.x',
        ]
      : []),
    ...ofValues(situation),
    ...ofObjects(situation),
    ...crdStep(situation),
    operatorStep(situation),
    ...(isAnew
      ? [
          'delete the MutatingWebhookConfiguration of chart 1.x, FULLNAME-webhook-config, if it is still there: the old operator made it itself',
          'start the schedules again',
        ]
      : ['apply jobs that use new fields, and not before']),
  ];
}

function backward(situation: Situation): string[] {
  const { from, to, crds } = situation;
  return [
    ...(isChartOne(to) && !isChartOne(from)
      ? [
          'suspend the schedules and let running applications end: chart 1.x has another Deployment, other accounts and another webhook',
        ]
      : []),
    ...ofObjects(situation),
    ...ofValues(situation),
    operatorStep(situation),
    ...(crds.length === 0
      ? []
      : [
          `leave the CRDs of ${from} in place: an older operator reads its objects with them, and older CRDs take fields ` +
            `away; whoever wants those of ${to} applies them last: ${commandFor(situation)}`,
        ]),
  ];
}

function ofValues({ values, to }: Situation): string[] {
  return values === 0
    ? []
    : [`change the values that die or change, in the same commit as the version ${to}`];
}

function ofObjects({ objects }: Situation): string[] {
  if (objects.length === 0) return [];
  const shown = objects.slice(0, 5).join(', ');
  const more = objects.length > 5 ? ` and ${objects.length - 5} more` : '';
  return [`change the objects that would be refused or run otherwise: ${shown}${more}`];
}

function crdStep(situation: Situation): string[] {
  const { crds, releases, to } = situation;
  if (crds.length === 0) return [];
  const brought = releases.length > 0 && releases.every((release) => release.bringsCrds);
  if (brought) {
    return [
      `nothing by hand for the CRDs: ${[...new Set(releases.map(({ by }) => DELIVERERS[by]))].join(' and ')} ` +
        `applies those of ${to} with the chart`,
    ];
  }
  const hint = releases.some(({ by }) => by === 'flux') ? ', or set spec.upgrade.crds to CreateReplace' : '';
  return [`apply the CRDs of ${to} by hand${hint}, since Helm never upgrades CRDs: ${commandFor(situation)}`];
}

function commandFor({ crds, to }: Situation): string {
  const tag = isChartOne(to) ? `spark-operator-chart-${to}` : `v${to}`;
  const folder = `https://raw.githubusercontent.com/kubeflow/spark-operator/${tag}/charts/spark-operator-chart/crds`;
  const files = crds
    .filter(({ isGone }) => !isGone)
    .map(({ name }) => `-f ${folder}/sparkoperator.k8s.io_${name.split('.')[0]!}.yaml`);
  return `kubectl apply --server-side --force-conflicts ${files.join(' ')}`;
}

function operatorStep({ releases, to }: Situation): string {
  const ways = [
    ...new Set(releases.map(({ by, isDependency }) => WAYS[isDependency ? 'dependency' : by])),
  ].map((way) => way.replace('VERSION', to));
  const way = ways.length === 0 ? WAYS.helm.replace('VERSION', to) : ways.join('; ');
  return `${way}, and wait until controller and webhook are ready`;
}

const DELIVERERS = {
  helm: 'Helm',
  flux: 'Flux',
  'argo-cd': 'Argo CD',
  k3s: 'the Helm controller',
  kustomize: 'Kustomize',
} as const;

const WAYS = {
  dependency:
    'set the version of the dependency in the Chart.yaml around it to VERSION, and deliver that chart',
  helm: 'helm upgrade to --version VERSION with the new values',
  flux: 'set spec.chart.spec.version of the HelmRelease to VERSION',
  'argo-cd': 'set targetRevision of the Application to VERSION and sync with ServerSideApply=true',
  k3s: 'set spec.version of the HelmChart to VERSION',
  kustomize: 'set version of the entry of helmCharts to VERSION and build again',
} as const;
