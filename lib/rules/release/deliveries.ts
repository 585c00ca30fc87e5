import { carriedReleases } from '../../chart/carried';
import { ARGO_APPLICATION, FLUX_KUSTOMIZATION } from '../../manifest/gitops';
import { list, nameOf, namespaceOf, record, text } from '../../manifest/plain';
import { WORKFLOW_KINDS } from '../../manifest/workflows';
import { workload, WORKLOADS } from '../../manifest/workload';
import { valuePlace } from '../related';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';

const argoClientSide: Rule = {
  id: 'argo-client-side-apply',
  severity: 'error',
  summary: 'Argo CD applies the definitions of the chart on the client side.',
  why: 'Two of them are larger than the annotation of a client-side apply may be: the sync fails with "metadata.annotations: Too long".',
  fix: 'add ServerSideApply=true to spec.syncPolicy.syncOptions',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply',
  kinds: [ARGO_APPLICATION],
  *check(object): Iterable<Problem> {
    const spec = record(object.spec);
    const options = list(record(spec.syncPolicy).syncOptions);
    if (options.includes('ServerSideApply=true') || options.includes('Replace=true')) return;
    const sources = [spec.source, ...list(spec.sources)].map(record);
    const installs = sources.some(
      ({ chart, helm }) => chart === 'spark-operator' && record(helm).skipCrds !== true,
    );
    if (installs && text(object.apiVersion)?.startsWith('argoproj.io/') === true) {
      yield {
        path: ['spec', 'syncPolicy', 'syncOptions'],
        message: 'the definitions of the chart need ServerSideApply=true',
      };
    }
  },
};

const fluxCrds: Rule = {
  id: 'flux-crds-unset',
  severity: 'warning',
  summary: 'A HelmRelease of the operator that does not say what becomes of the definitions in an upgrade.',
  why: 'Helm does not upgrade them, and the default of Flux depends on its version: a new field is unknown, and dropped or refused.',
  fix: 'set spec.upgrade.crds to CreateReplace',
  source:
    'https://fluxcd.io/flux/components/helm/helmreleases/#controlling-the-lifecycle-of-custom-resource-definitions',
  kinds: ['HelmRelease'],
  *check(object): Iterable<Problem> {
    if (carriedReleases(object).length === 0) return;
    const policy = text(record(record(object.spec).upgrade).crds);
    if (policy === 'CreateReplace') return;
    yield {
      path: ['spec', 'upgrade', 'crds'],
      message:
        policy === undefined
          ? 'nothing says what becomes of the definitions'
          : `${policy} leaves definitions as they are, or depends on the version of Flux`,
    };
  },
};

const namespaceUnnamed: Rule = {
  id: 'namespace-unnamed',
  severity: 'warning',
  summary: 'An application without a namespace, beside a release that watches others than default.',
  why: 'It goes to the current namespace of who applies it, usually default: nobody watches there, and nothing happens.',
  fix: 'set metadata.namespace to a namespace of the release',
  source: operator('charts/spark-operator-chart/values.yaml#L451'),
  kinds: WORKLOADS,
  *check(object, facts): Iterable<Problem> {
    const { namespace } = workload(object);
    if (namespace !== undefined || facts.releases.length === 0) return;
    // Who applies it may say where, and a workflow makes it beside itself.
    if (
      [ARGO_APPLICATION, FLUX_KUSTOMIZATION, ...WORKFLOW_KINDS].some((kind) => facts.ofKind(kind).length > 0)
    )
      return;
    if (facts.releases.some((release) => release.watches('default') !== false)) return;
    const watched = [...new Set(facts.releases.flatMap(({ jobNamespaces }) => jobNamespaces))].join(', ');
    yield {
      path: ['metadata', 'namespace'],
      message: `no namespace is given, and the release watches ${watched}`,
    };
  },
};

/** What the chart makes in the namespaces of jobs, all under the name of the account. */
const MADE: Readonly<Record<string, string>> = {
  ServiceAccount: 'spark.serviceAccount.create',
  Role: 'spark.rbac.create',
  RoleBinding: 'spark.rbac.create',
};

const madeByRelease: Rule = {
  id: 'made-by-release',
  severity: 'warning',
  summary: 'An account, Role or RoleBinding that the release makes too.',
  why: 'Helm refuses to install over an object that is not its own; later the two overwrite each other.',
  fix: 'remove it here, or turn spark.serviceAccount.create or spark.rbac.create off in the values',
  source: operator('charts/spark-operator-chart/templates/spark/serviceaccount.yaml'),
  kinds: Object.keys(MADE),
  *check(object, facts): Iterable<Problem> {
    const [name, namespace, kind] = [nameOf(object), namespaceOf(object), text(object.kind) ?? ''];
    const labels = record(record(object.metadata).labels);
    if (name === undefined || namespace === undefined || labels['app.kubernetes.io/managed-by'] === 'Helm')
      return;
    for (const release of facts.releasesFor(namespace)) {
      const isMade = release.driverAccount === name && release.makesAccount(namespace, name);
      if (!isMade || !release.isOn(MADE[kind]!)) continue;
      yield {
        path: ['metadata', 'name'],
        message: `the release makes the ${kind} ${name} in ${namespace}`,
        related: [valuePlace(release, MADE[kind]!, 'where it is made')],
      };
      return;
    }
  },
};

/** Rules about how releases and applications come to a cluster. */
export const DELIVERIES: RuleGroup = {
  title: 'Deliveries',
  rules: [argoClientSide, fluxCrds, namespaceUnnamed, madeByRelease],
};
