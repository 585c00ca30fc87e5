import { nearest } from '../../manifest/nearest';
import { isSet, record, text, type Path } from '../../manifest/plain';
import { namesResource } from '../../manifest/pod-size';
import { sparkContainer, template, variables } from '../../manifest/pods';
import type { Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { applicationRule } from '../workload-rule';

const FIELD = (field: string) => `use ${field} of the role`;

/** Variables that people know from other clusters, or from shells, and that nobody reads in a pod of Spark. */
const UNREAD: Readonly<Record<string, string>> = {
  SPARK_EXECUTOR_INSTANCES: 'use executor.instances',
  SPARK_EXECUTOR_CORES: FIELD('cores'),
  SPARK_EXECUTOR_MEMORY: FIELD('memory'),
  SPARK_DRIVER_MEMORY: FIELD('memory'),
  SPARK_WORKER_CORES: FIELD('cores'),
  SPARK_WORKER_MEMORY: FIELD('memory'),
  SPARK_WORKER_INSTANCES: 'use executor.instances',
  SPARK_WORKER_OPTS: FIELD('javaOptions'),
  SPARK_DAEMON_MEMORY: FIELD('memory'),
  SPARK_DAEMON_JAVA_OPTS: FIELD('javaOptions'),
  SPARK_MASTER: 'remove it: the operator sets the master',
  SPARK_MASTER_HOST: 'remove it: there is no master',
  SPARK_MASTER_PORT: 'remove it: there is no master',
  SPARK_MASTER_URL: 'remove it: the operator sets the master',
  SPARK_JAVA_OPTS: FIELD('javaOptions'),
  SPARK_EXECUTOR_OPTS: FIELD('javaOptions'),
  SPARK_DRIVER_OPTS: FIELD('javaOptions'),
  SPARK_CLASSPATH:
    'use SPARK_EXTRA_CLASSPATH, or spark.driver.extraClassPath and spark.executor.extraClassPath',
  SPARK_JARS: 'use deps.jars',
  SPARK_PACKAGES: 'use deps.packages',
  SPARK_SUBMIT_ARGS: 'use sparkConf',
  PYSPARK_SUBMIT_ARGS: 'use sparkConf and deps: it is read only where Python starts Spark',
  PYSPARK_MAJOR_PYTHON_VERSION: 'use PYSPARK_PYTHON',
  JAVA_OPTS: FIELD('javaOptions'),
  JAVA_OPTIONS: FIELD('javaOptions'),
};

const envUnread: Rule = applicationRule({
  id: 'env-unread',
  severity: 'warning',
  summary: 'A variable that nothing in a pod of Spark reads.',
  why: 'Spark on Kubernetes takes its settings from fields and sparkConf: the variable has no effect, unless the job reads it itself.',
  fix: 'use the field or the setting of the same use',
  source: 'https://spark.apache.org/docs/latest/running-on-kubernetes.html#configuration',
  *check(app) {
    for (const role of app.roles) {
      for (const { name, path } of variables(app, role)) {
        const instead = Object.hasOwn(UNREAD, name) ? UNREAD[name] : undefined;
        if (instead !== undefined) yield { path, message: `nobody reads ${name}`, fix: instead };
      }
    }
  },
});

const templateResources: Rule = applicationRule({
  id: 'template-resources',
  severity: 'warning',
  summary: 'CPU or memory of the Spark container in a pod template.',
  why: 'Spark replaces them by what fields and settings say: the container has other resources.',
  fix: 'use cores, coreRequest, coreLimit, memory and memoryOverhead of the role',
  source: 'https://spark.apache.org/docs/latest/running-on-kubernetes.html#pod-template',
  *check({ roles }) {
    for (const role of roles) {
      const container = template(role) === undefined ? undefined : sparkContainer(role);
      if (container !== undefined && namesResource(container.spec.resources, ['cpu', 'memory'])) {
        const given = [...container.path, 'resources'];
        yield { path: given, message: `Spark writes CPU and memory of the ${role.name} itself` };
      }
    }
  },
});

/** Which batch scheduler reads which option. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  volcano: ['queue', 'priorityClassName', 'resources'],
  yunikorn: ['queue'],
};

const batchOptionUnread: Rule = applicationRule({
  id: 'batch-scheduler-option-unread',
  severity: 'warning',
  summary: 'An option that the batch scheduler of the job does not read.',
  why: 'The operator gives queue to Volcano and YuniKorn, priorityClassName and resources to Volcano only: it has no effect.',
  fix: 'use priorityClassName of driver and executor, or remove the option',
  source: 'https://github.com/kubeflow/spark-operator/tree/v2.5.2/internal/scheduler',
  *check({ spec, path }) {
    const scheduler = text(spec.batchScheduler) ?? '';
    if (scheduler === '') return;
    const read = Object.hasOwn(READERS, scheduler) ? READERS[scheduler]! : [];
    for (const [field, value] of Object.entries(record(spec.batchSchedulerOptions))) {
      if (!isSet(value) || read.includes(field) || !READERS.volcano!.includes(field)) continue;
      yield {
        path: [...path, 'batchSchedulerOptions', field],
        message: `${scheduler} does not read ${field}`,
      };
    }
  },
});

/** A mark that tells a service mesh what to do with a pod. */
interface MeshKey {
  readonly in: readonly ('labels' | 'annotations')[];
  readonly values?: readonly string[];
}

/** The marks of meshes on pods. */
const MESH_KEYS: Readonly<Record<string, MeshKey>> = {
  'sidecar.istio.io/inject': { in: ['labels', 'annotations'], values: ['true', 'false'] },
  'istio.io/rev': { in: ['labels'] },
  'istio.io/dataplane-mode': { in: ['labels'], values: ['ambient', 'none'] },
  'traffic.sidecar.istio.io/excludeInboundPorts': { in: ['annotations'] },
  'traffic.sidecar.istio.io/excludeOutboundPorts': { in: ['annotations'] },
  'traffic.sidecar.istio.io/includeOutboundIPRanges': { in: ['annotations'] },
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': { in: ['annotations'] },
  'proxy.istio.io/config': { in: ['annotations'] },
  'linkerd.io/inject': { in: ['annotations'], values: ['enabled', 'disabled', 'ingress'] },
  'config.linkerd.io/skip-inbound-ports': { in: ['annotations'] },
  'config.linkerd.io/skip-outbound-ports': { in: ['annotations'] },
  'kuma.io/sidecar-injection': {
    in: ['labels', 'annotations'],
    values: ['enabled', 'disabled', 'true', 'false'],
  },
};

/** Marks that a mesh reads at namespaces only. */
const OF_NAMESPACES = ['istio-injection'];

const meshMark: Rule = applicationRule({
  id: 'mesh-mark-unread',
  severity: 'warning',
  summary: 'A label or annotation that is nearly one that a service mesh reads.',
  why: 'The mesh does not read it: a sidecar is injected all the same, and the job does not end, or its executors cannot register.',
  fix: 'write the label or annotation as the mesh reads it',
  *check(app) {
    for (const { key, value, path, field } of marks(app)) {
      const known = Object.hasOwn(MESH_KEYS, key) ? MESH_KEYS[key] : undefined;
      const problem = known === undefined ? misspelt(key) : misread(known, key, value, field);
      if (problem !== undefined) yield { path, ...problem };
    }
  },
});

interface Mark {
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
  readonly field: 'labels' | 'annotations';
}

/** Labels and annotations that go to the pods. */
function marks({ roles }: Workload): Mark[] {
  return roles.flatMap(({ spec, path }) =>
    (['labels', 'annotations'] as const).flatMap((field) => [
      ...marksOf(spec[field], [...path, field], field),
      ...marksOf(
        record(record(spec.template).metadata)[field],
        [...path, 'template', 'metadata', field],
        field,
      ),
    ]),
  );
}

function marksOf(owner: unknown, path: Path, field: Mark['field']): Mark[] {
  return Object.entries(record(owner)).map(([key, value]) => ({ key, value, path: [...path, key], field }));
}

function misspelt(key: string): Pick<Problem, 'message' | 'fix'> | undefined {
  if (OF_NAMESPACES.includes(key)) {
    return { message: `${key} is read at namespaces only`, fix: 'write sidecar.istio.io/inject' };
  }
  if (!/istio|linkerd|kuma/.test(key)) return undefined;
  const meant = nearest(key, Object.keys(MESH_KEYS));
  const domain = (name: string) => name.split('/')[0]!;
  if (meant === undefined || Math.abs(meant.length - key.length) > 4) return undefined;
  // Another mark of the same mesh is no slip.
  const isOther = domain(meant) === domain(key) && !isSlip(meant.split('/')[1]!, key.split('/')[1] ?? '');
  return isOther ? undefined : { message: `no mesh reads ${key}`, fix: `did you mean ${meant}?` };
}

/** True for a word that begins as another, or is one or two letters away from it. */
function isSlip(meant: string, given: string): boolean {
  return given.startsWith(meant) || meant.startsWith(given) || nearest(given, [meant]) !== undefined;
}

function misread(
  { in: places, values }: MeshKey,
  key: string,
  value: unknown,
  field: Mark['field'],
): Pick<Problem, 'message' | 'fix'> | undefined {
  if (!places.includes(field)) {
    const right = field === 'labels' ? 'annotation' : 'label';
    return { message: `${key} is read as ${right}`, fix: `give it as ${right} of the role` };
  }
  if (values === undefined || typeof value !== 'string' || values.includes(value)) return undefined;
  return { message: `${value} is none of ${values.join(', ')}`, fix: `write ${values.join(' or ')}` };
}

/** Rules about what is given and nobody reads. */
export const UNREAD_FIELDS: RuleGroup = {
  title: 'What nobody reads',
  rules: [envUnread, templateResources, batchOptionUnread, meshMark],
};
