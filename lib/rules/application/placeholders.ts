import { isOfProgram, isResolved, placeholderIn, type Placeholder } from '../../manifest/placeholders';
import type { Path } from '../../manifest/plain';
import { variables } from '../../manifest/pods';
import { isExpanded, workload, WORKLOADS, type Setting, type Workload } from '../../manifest/workload';
import { isSecretName } from '../../text/secret-names';
import { TEMPLATE, VALUES, type Problem, type Rule, type RuleGroup } from '../rule';
import { hadoopDocs } from '../sources';
import { workloadRule } from '../workload-rule';

/** A placeholder and where it stands. */
interface Place {
  readonly placeholder: Placeholder;
  readonly path: Path;
}

const HOW: Readonly<Record<Placeholder['filledBy'], string>> = {
  envsubst: 'for envsubst (or the post-build substitution of Flux)',
  'Kustomize or Tekton': 'for Kustomize or Tekton',
  'Helm or Jinja': 'for Helm or Jinja',
  format: 'for a program that fills it in',
  'a person': 'to be filled in',
};

const placeholder: Rule = {
  id: 'placeholder',
  severity: 'warning',
  summary: 'A value that is filled in later.',
  why: 'As it stands it is no value: nothing that depends on it is checked, and where nobody fills it in the job fails.',
  fix: 'fill it in, and check the result: envsubst < FILE | cdk8s-spark-operator check -',
  speaksOf: 'placeholders',
  kinds: [
    ...[
      ...WORKLOADS,
      'Namespace',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ClusterRole',
      'ClusterRoleBinding',
    ],
    VALUES,
  ],
  *check(object): Iterable<Problem> {
    const app = WORKLOADS.some((kind) => kind === object.kind) ? workload(object) : undefined;
    const places = placesIn(object).filter(({ path }) => app === undefined || !isAsked(app, path));
    const [worst] = [...places.filter(stops), ...places];
    if (worst === undefined) return;
    const others = places.length === 1 ? '' : `, and ${places.length - 1} more`;
    yield {
      path: worst.path,
      message: `${worst.placeholder.text} is ${HOW[worst.placeholder.filledBy]}${others}`,
      ...(stops(worst) ? { severity: 'error', fix: 'write what is meant in its place' } : {}),
      once: 'file',
    };
  },
};

const templateNotRendered: Rule = {
  id: 'template-not-rendered',
  severity: 'warning',
  summary: 'A template of Helm or Jinja, which is no YAML before it is rendered.',
  why: 'Nothing in it is checked.',
  fix: 'check what it makes: helm template CHART | cdk8s-spark-operator check -',
  speaksOf: 'placeholders',
  kinds: [TEMPLATE],
  check: () => [{ path: [], message: 'a template, which is YAML only when it is rendered' }],
};

/** No tool fills these in; what the program of the job makes of them, nobody knows. */
function stops({ placeholder: { filledBy }, path }: Place): boolean {
  return filledBy === 'a person' && !isOfProgram(path);
}

function placesIn(object: unknown): Place[] {
  const found: Place[] = [];
  /** One list for the whole walk: a copy is made only for a place. */
  const path: (string | number)[] = [];
  const add = (placeholder: Placeholder): void => void found.push({ placeholder, path: [...path] });
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      const placeholder = placeholderIn(value);
      if (placeholder === undefined || isResolved(path, placeholder)) return;
      if (!isOfProgram(path) || value.includes('://')) add(placeholder);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (path.length === 0 && key === 'status') continue;
        path.push(Array.isArray(value) ? Number(key) : key);
        const inKey = key.includes('{') ? placeholderIn(key) : undefined;
        if (inKey === undefined) walk(item);
        else add(inKey);
        path.pop();
      }
    }
  };
  walk(object);
  return found;
}

const unresolvedReferenceSyntax: Rule = workloadRule({
  id: 'unresolved-reference-syntax',
  severity: 'error',
  summary: 'A reference to a variable that nobody resolves.',
  why: 'Neither the operator nor Spark substitutes it: the literal text is used, as a key for example.',
  fix: 'write ${env.NAME} in Hadoop settings (spark.hadoop.*, hadoopConf), env:NAME in a REST catalog, or the value itself',
  source: hadoopDocs('api/org/apache/hadoop/conf/Configuration.html'),
  speaksOf: 'placeholders',
  *check(app) {
    if (app.kind === 'SparkConnect') return;
    for (const setting of app.settings.values()) {
      const { key, value, path } = setting;
      if (!value.includes('$') || isForPods(key)) continue;
      const found = asksForVariable(app, setting)
        ? placeholderIn(value)?.text
        : /\$\{env:[^}$]*\}/.exec(value)?.[0];
      const misplaced = isExpanded(key) ? undefined : /\$\{env\.[^}$]*\}/.exec(value)?.[0];
      if (found !== undefined) yield { path, message: `nothing resolves ${found}` };
      else if (misplaced !== undefined) {
        yield { path, message: `${misplaced} is resolved in Hadoop settings only, not in ${key}` };
      }
    }
  },
});

/** True for a setting of which `unresolved-reference-syntax` speaks. */
function isAsked(app: Workload, path: Path): boolean {
  if (path.length !== app.path.length + 2) return false;
  const [field, key] = path.slice(-2) as [string, string];
  const setting = app.settings.get(
    field === 'hadoopConf' && !key.startsWith('spark.hadoop.') ? `spark.hadoop.${key}` : key,
  );
  return setting !== undefined && String(setting.path) === String(path) && asksForVariable(app, setting);
}

function isForPods(key: string): boolean {
  return /^spark\.(kubernetes\.driverEnv|executorEnv)\.|JavaOptions$/.test(key);
}

/** True where `${X}` or `$(X)` means a variable of the pods: it is one, or a credential, which nobody fills in before. */
function asksForVariable(app: Workload, { key, value }: Setting): boolean {
  const name = /\$[({]([A-Za-z_]\w*)[)}]/.exec(value)?.[1];
  if (name === undefined || isForPods(key)) return false;
  return (
    isSecretName(key) ||
    app.roles.some((role) => variables(app, role).some((variable) => variable.name === name))
  );
}

/** Rules about what is not there yet. */
export const PLACEHOLDERS: RuleGroup = {
  title: 'Placeholders and references',
  rules: [placeholder, templateNotRendered, unresolvedReferenceSyntax],
};
