import { record, text } from '../../../lib/manifest/plain';
import { workload } from '../../../lib/manifest/workload';
import { uncoveredFields } from '../../../lib/rules/release/coverage';
import { planRun } from '../../../lib/runs/plan';
import { stamp } from '../../../lib/runs/stamp';
import type { Template } from '../../../lib/runs/template';
import type { Context, Result } from '../context';
import { checkParameters } from '../parameters';
import type { SparkApplication } from '../spark-application';
import { mayNot, ok, unknown, wrong, type Check } from './check';
import { ClusterLook } from './cluster-look';
import { kueueChecks, objectChecks } from './objects';
import { operatorChecks, type OperatorPlace } from './operator';
import { rightsChecks } from './rights';
import { roomChecks } from './room';
import { isolationCheck, serverChecks } from './servers';

export interface PreflightProps extends OperatorPlace {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Problems that the rules find in a stamped application. */
  readonly check: (application: SparkApplication) => Promise<string[]>;
  /** What keeps its runs apart, and what is missing there; undefined when nothing keeps them apart. */
  readonly isolation?: { readonly title: string; readonly ask: () => Promise<string | undefined> };
  /** True in a pod of the cluster, from which its Services can be asked. */
  readonly isInside: boolean;
}

/** Run id of the application that is tried; nothing is made of it. */
const TRIAL = 'preflight';

/**
 * Looks at everything that a run of a template needs and that only the cluster knows, with the account that looks.
 * Nothing is changed.
 */
export async function preflight(
  { kubernetes, progress }: Pick<Context, 'kubernetes' | 'progress'>,
  props: PreflightProps,
): Promise<Result> {
  const { template, isolation } = props;
  const plan = planRun(template, TRIAL, kubernetes.namespace);
  const application = stamp(template, plan, checkParameters(template.contract, props.parameters));
  const app = workload({ ...application });
  const look = new ClusterLook(kubernetes, kubernetes.namespace);
  const checks = (
    await Promise.all([
      clusterChecks(look),
      operatorChecks(
        look,
        props,
        uncoveredFields(app).map(({ name }) => name),
      ),
      trial(props, application, () => kubernetes.refusalOf(application)),
      rightsChecks(look, app),
      objectChecks(look, app),
      kueueChecks(look, application.metadata.labels ?? {}),
      roomChecks(look, app),
      serverChecks(app, kubernetes.namespace, props.isInside),
      isolation === undefined ? [] : isolationCheck(isolation.title, isolation.ask).then((check) => [check]),
    ])
  ).flat();
  return told(checks, { job: plan.job, progress });
}

async function clusterChecks(look: ClusterLook): Promise<Check[]> {
  const [version, namespace] = await Promise.all([
    look.get('version'),
    look.get('api', 'v1', 'namespaces', look.namespace),
  ]);
  const title = `namespace ${look.namespace}`;
  return [
    typeof version === 'string'
      ? mayNot('api-server', 'the version of the API server', 'read it')
      : ok('api-server', `Kubernetes ${text(version.gitVersion) ?? ''} answers`),
    namespace === 'denied'
      ? mayNot('namespace', title, 'get namespaces')
      : namespace === 'absent'
        ? wrong('namespace', `the cluster has no ${title}`, 'make it, or give --namespace')
        : text(record(namespace.status).phase) === 'Terminating'
          ? wrong('namespace', `${title} is being deleted`, 'wait until it is gone, and make it anew')
          : ok('namespace', `${title} is there`),
  ];
}

/** What the rules and the API server say of the application; it is tried, and not made. */
async function trial(
  { check }: PreflightProps,
  application: SparkApplication,
  ask: () => Promise<string | undefined>,
): Promise<Check[]> {
  const [problems, refusal] = await Promise.all([check(application), ask()]);
  const rules = problems.map((problem) =>
    wrong('rules', `the rules refuse the application: ${problem}`, 'release it mended'),
  );
  if (refusal === undefined) return [...rules, ok('admission', 'the API server would take the application')];
  // Told by other checks, or in no way certain.
  if (/ 403 | 404 /.test(refusal.slice(0, 60))) {
    return [
      ...rules,
      unknown(
        'admission',
        `whether the API server would take the application: ${refusal}`,
        'mend the rights and the namespace first',
      ),
    ];
  }
  const isField = refusal.includes('unknown field');
  return [
    ...rules,
    wrong(
      isField ? 'definition-fields' : 'admission',
      `the API server would refuse the application: ${refusal}`,
      isField
        ? 'upgrade the CRDs to those of the operator, or leave the field out'
        : 'change the application, or what refuses it',
    ),
  ];
}

function told(
  checks: readonly Check[],
  { job, progress }: { readonly job: string; readonly progress: Context['progress'] },
): Result {
  const of = (verdict: Check['verdict']): Check[] => checks.filter((check) => check.verdict === verdict);
  for (const verdict of ['unknown', 'warning', 'wrong'] as const) {
    for (const { id, what, fix } of of(verdict))
      progress.say(`${verdict}: ${what} (${id})\n  fix: ${fix ?? ''}`);
  }
  const wrongs = of('wrong');
  const counts = {
    ok: of('ok').length,
    wrong: wrongs.length,
    warning: of('warning').length,
    unknown: of('unknown').length,
  };
  const rest = `${counts.ok} things are as they should be, ${counts.unknown} cannot be known with these rights`;
  return {
    outcome: wrongs.length === 0 ? 'ready' : 'not-ready',
    message:
      wrongs.length === 0
        ? `nothing known is in the way of a run of job ${job}; ${rest}`
        : `${wrongs.length} things are in the way of a run of job ${job}: ${wrongs.map(({ what }) => what).join('; ')}; ${rest}`,
    job,
    counts,
    checks: [...wrongs, ...of('warning'), ...of('unknown'), ...of('ok')],
  };
}
