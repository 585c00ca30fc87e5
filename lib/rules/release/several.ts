import type { Release } from '../../chart/release';
import type { Manifest } from '../../manifest/plain';
import type { Facts } from '../facts';
import { valuePlace } from '../related';
import { VALUES, type Problem, type Rule, type RuleGroup } from '../rule';
import { operator } from '../sources';

/** The releases that stand before one, or are there already; only those of known names are in one cluster for certain. */
function othersBeside(
  values: Manifest,
  facts: Facts,
): [own: Release, others: readonly Release[]] | undefined {
  const index = facts.releases.findIndex((release) => release.values === values);
  const own = facts.releases[index];
  if (own?.name === undefined) return undefined;
  const others = facts.releases.filter(
    (release, place) =>
      (place < index || (release.existing && place !== index)) &&
      release.name !== undefined &&
      facts.areTogether(own, release) &&
      // The same release in another file is that of another cluster.
      (release.name !== own.name || release.namespace !== own.namespace),
  );
  return [own, others];
}

const called = ({ name, namespace }: Release): string => `${namespace ?? ''}/${name ?? ''}`;

const releasesOverlap: Rule = {
  id: 'releases-overlap',
  severity: 'error',
  summary: 'A namespace whose jobs two releases run.',
  why: 'Both controllers submit each application, and one of them fails and may write so into its status; each pod goes through two webhooks.',
  fix: 'let each namespace be in spark.jobNamespaces of one release only; a release of all namespaces has no other beside it',
  source: 'https://github.com/kubeflow/spark-operator/issues/1175',
  kinds: [VALUES],
  *check(object, facts): Iterable<Problem> {
    const [own, others] = othersBeside(object, facts) ?? [];
    if (own === undefined || others === undefined) return;
    const isOfAll = (release: Release): boolean => release.watches('') === true;
    for (const other of others) {
      if (isOfAll(own) || isOfAll(other)) {
        const [all, one] = isOfAll(own) ? ['this release', called(other)] : [called(other), 'this release'];
        yield {
          path: ['spark', 'jobNamespaces'],
          message: `${all} runs the jobs of all namespaces, and so twice those of ${one}, another release`,
          related: [valuePlace(other, 'spark.jobNamespaces', 'the namespaces of the other release')],
        };
        continue;
      }
      for (const [index, namespace] of own.jobNamespaces.entries()) {
        if (!other.jobNamespaces.includes(namespace)) continue;
        yield {
          path: ['spark', 'jobNamespaces', index],
          message: `jobs of ${namespace} are run by another release too, ${called(other)}`,
          related: [valuePlace(other, 'spark.jobNamespaces', 'the namespaces of the other release')],
        };
      }
    }
  },
};

const releaseNamesCollide: Rule = {
  id: 'release-names-collide',
  severity: 'error',
  summary: 'Two releases whose objects have the same names.',
  why: 'ClusterRoles and webhook configurations have no namespace: Helm refuses the second release, or a controller of GitOps lets one overwrite the other.',
  fix: 'give one of them another releaseName, or another fullnameOverride',
  source: operator('charts/spark-operator-chart/templates/webhook/mutatingwebhookconfiguration.yaml#L21'),
  kinds: [VALUES],
  *check(object, facts): Iterable<Problem> {
    const [own, others] = othersBeside(object, facts) ?? [];
    const other = others?.find(({ fullName }) => fullName === own!.fullName);
    if (other === undefined) return;
    yield {
      path: ['fullnameOverride'],
      message: `its objects are called ${own!.fullName!}-…, as those of ${called(other)}`,
      related: [valuePlace(other, 'fullnameOverride', 'the other release')],
    };
  },
};

/** Rules about releases of one cluster. */
export const SEVERAL_RELEASES: RuleGroup = {
  title: 'Several releases',
  rules: [releasesOverlap, releaseNamesCollide],
};
