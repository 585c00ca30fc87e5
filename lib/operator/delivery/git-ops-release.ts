import type { Release } from '../../chart/release';
import { OBJECT_NAME } from '../../kubernetes-names';
import { Problems } from '../../problems';
import type { ChartSource } from './chart-source';

/** What a GitOps controller cannot do with a release, with further problems of its delivery. */
export function refuseFor(
  controller: string,
  release: Release,
  source: ChartSource,
  names: Readonly<Record<string, string>>,
): void {
  const problems = new Problems();
  for (const [property, name] of Object.entries(names)) problems.require(property, name, OBJECT_NAME);
  if (source._kind === 'directory') {
    problems.report(
      'source',
      `is a folder of this machine, which ${controller} cannot read; give a repository`,
    );
  }
  if (release.isOn('hook.upgradeCrd')) {
    problems.report(
      'crdUpgradeHook',
      `is on; ${controller} applies the CRDs of the chart by itself, and would wait for the Job and its image at every ` +
        'change, so leave it out',
    );
  }
  problems.throwFor(`delivery of release ${release.name!} by ${controller}`);
}
