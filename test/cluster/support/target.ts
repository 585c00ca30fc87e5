import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CHART_VERSION } from '../../../lib/versions';
import { run } from './shell';

const RIG = process.env.RIG ?? resolve(__dirname, '../../../../shared/rig');
const CACHE = process.env.RIG_CACHE ?? join(homedir(), '.cache/rig');
const REPOSITORY = 'https://kubeflow.github.io/spark-operator';

/** Where the rig puts a program that it builds. */
export const cached = (program: string): string => join(CACHE, 'bin', program);

/** True when the cluster is the rig's, which has no container engine and makes its images from parts. */
export const onRig = (): boolean => (process.env.KUBECONFIG ?? '').startsWith(CACHE);

/** Sets KUBECONFIG when nobody has, to the rig's cluster, and starts it when it is not up. */
export default function setup(): void {
  process.env.PATH = [process.env.PATH, join(CACHE, 'bin')].join(delimiter);
  process.env.RIG = RIG;
  if ((process.env.KUBECONFIG ?? '') !== '') return;
  if (!existsSync(join(RIG, 'up')) || !existsSync(join(CACHE, 'bin/spark-operator'))) {
    throw new Error('no cluster: set KUBECONFIG to the one to test on, such as that of kind');
  }
  process.env.KUBECONFIG = run(join(RIG, 'up'), []).trim().split('\n').at(-1);
}

/** Where helm finds the chart: beside the rig's operator, else in its repository. */
export function chart(): string[] {
  const folder = join(RIG, 'tools/spark-operator');
  if (!existsSync(folder)) return ['spark-operator', '--repo', REPOSITORY, '--version', CHART_VERSION];
  const module = 'github.com/kubeflow/spark-operator/v2';
  const path = run('go', ['-C', folder, 'list', '-m', '-f', '{{.Dir}}', module]).trim();
  return [join(path, 'charts/spark-operator-chart')];
}

/** Makes an image of the rig, unless it is there. */
export function rigImage(...what: string[]): void {
  run(join(__dirname, 'rig-images'), what);
}

/** Has the rig know CRDs of other projects, or with `--delete` no more; elsewhere they are there, or the test fails. */
export function rigDefinitions(...what: string[]): void {
  if (onRig()) run(join(RIG, 'crds'), what);
}

/** The CRDs of Argo CD and Flux, on the rig; elsewhere they are there, or the test fails. */
export function controllerDefinitions(verb: 'apply' | 'delete'): void {
  if (!onRig()) return;
  const names = ['argo-cd', 'flux-source', 'flux-helm'];
  rigDefinitions(...(verb === 'delete' ? ['--delete'] : []), ...names);
  const module = 'github.com/fluxcd/kustomize-controller@v1.9.6';
  const { Dir } = JSON.parse(run('go', ['mod', 'download', '-json', module])) as { Dir: string };
  const how = verb === 'delete' ? ['--ignore-not-found'] : ['--server-side'];
  run('kubectl', [verb, ...how, '-k', join(Dir, 'config/crd')]);
}

/** On the rig, has NetworkPolicies enforced, or no more; elsewhere the network of the cluster does it. */
export function enforcePolicies(verb: 'start' | 'stop'): void {
  if (onRig()) run(join(RIG, 'policies'), [verb]);
}
