import { parseAllDocuments } from 'yaml';
import { Release } from '../../lib/chart/release';
import type { Manifest } from '../../lib/manifest/plain';
import { findProblems, type Finding, type Subject } from '../../lib/rules/engine';
import { RULES } from '../../lib/rules/all';
import { VALUES } from '../../lib/rules/rule';

/** An application that nothing is wrong with. */
export const APPLICATION = `
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: etl, namespace: data}
spec:
  type: Python
  mode: cluster
  sparkVersion: 3.5.8
  image: registry.example/spark:1.0.0
  imagePullPolicy: IfNotPresent
  mainApplicationFile: local:///opt/spark/jobs/etl.py
  restartPolicy: {type: Never}
  timeToLiveSeconds: 3600
  volumes:
    - {name: tmp, emptyDir: {}}
  driver:
    cores: 1
    memory: 1g
    serviceAccount: spark
    volumeMounts: [{name: tmp, mountPath: /tmp}]
    podSecurityContext: &pod
      runAsNonRoot: true
      runAsUser: 185
      fsGroup: 185
      seccompProfile: {type: RuntimeDefault}
    securityContext: &container
      allowPrivilegeEscalation: false
      capabilities: {drop: [ALL]}
  executor:
    cores: 1
    memory: 1g
    instances: 2
    volumeMounts: [{name: tmp, mountPath: /tmp}]
    podSecurityContext: *pod
    securityContext: *container
`;

/** The same on a schedule. */
export const SCHEDULED = `
apiVersion: sparkoperator.k8s.io/v1beta2
kind: ScheduledSparkApplication
metadata: {name: nightly, namespace: data}
spec:
  schedule: 15 3 * * *
  timeZone: UTC
  concurrencyPolicy: Forbid
  template:
${APPLICATION.slice(APPLICATION.indexOf('spec:') + 'spec:\n'.length)
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`;

/** A Spark Connect server that nothing is wrong with. */
export const CONNECT = `
apiVersion: sparkoperator.k8s.io/v1alpha1
kind: SparkConnect
metadata: {name: connect, namespace: data}
spec:
  sparkVersion: 4.0.4
  image: registry.example/spark:1.0.0
  server:
    cores: 1
    memory: 1g
    template:
      spec:
        serviceAccountName: spark
        containers: [{name: spark-kubernetes-driver}]
  executor: {instances: 1, cores: 1, memory: 1g}
`;

/** An account of drivers, its Role and its binding. */
export const ACCOUNT = '{apiVersion: v1, kind: ServiceAccount, metadata: {name: spark, namespace: data}}';
export const ROLE = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: spark, namespace: data}
rules: [{apiGroups: [''], resources: [pods, configmaps, services, persistentvolumeclaims], verbs: ['*']}]
`;
export const BINDING = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: spark, namespace: data}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: spark}
subjects: [{kind: ServiceAccount, name: spark, namespace: data}]
`;

/** Values of a release that watches the namespace of the examples. */
export const RELEASE = 'spark: {jobNamespaces: [data]}';

/** The objects of a YAML text; a document without kind is values of the chart, of the release that `$release` names. */
export function subjects(yaml: string): Subject[] {
  return documents(yaml).map((manifest) => {
    if (typeof manifest.kind === 'string') return { kind: manifest.kind, manifest };
    const { $release, ...values } = manifest;
    if (typeof $release !== 'string') return { kind: VALUES, manifest };
    const [namespace, name] = $release.split('/');
    return { kind: VALUES, manifest: values, release: new Release({ values, name, namespace }) };
  });
}

function documents(yaml: string): Manifest[] {
  const all = parseAllDocuments(yaml);
  return (Array.isArray(all) ? all : []).map((document) => document.toJS() as Manifest);
}

/** All findings about YAML texts that belong together, as `rule path`. */
export function problems(...yaml: string[]): string[] {
  return findings(...yaml).map(({ rule, path }) => `${rule.id} ${path}`);
}

/** All findings about YAML texts that belong together. */
export function findings(...yaml: string[]): Finding[] {
  return findProblems(yaml.flatMap(subjects), { rules: RULES });
}

/** What all findings about YAML texts say, as `severity rule path: message`, and ` → fix` where it is not the rule's own. */
export function said(...yaml: string[]): string[] {
  return findings(...yaml).map(
    ({ rule, severity, path, message, fix }) =>
      `${severity} ${rule.id} ${path}: ${message}${fix === rule.fix ? '' : ` → ${fix}`}`,
  );
}

/** The steps of a dotted path; a slash separates them where a key has dots of its own. */
export function stepsOf(path: string): string[] {
  return path.includes('/') ? path.split('/') : path.split('.');
}

/** A YAML text with other values; `undefined` removes one. Paths are dotted, list items by number. */
export function change(yaml: string, changes: Readonly<Record<string, unknown>>): string {
  const manifest = JSON.parse(JSON.stringify(documents(yaml)[0]));
  for (const [path, value] of Object.entries(changes)) {
    const steps = stepsOf(path);
    const last = steps.pop()!;
    let owner: any = manifest;
    for (const step of steps) owner = owner[step] ??= {};
    if (value === undefined) Reflect.deleteProperty(owner, last);
    else owner[last] = value;
  }
  return JSON.stringify(manifest);
}

/** A rule, what makes it speak (changes of the application by default) and where. */
export type Case = readonly [rule: string, changes: Readonly<Record<string, unknown>>, path?: string];

/** Tests that each case is found, once, at its path (the first changed one by default), and nothing else is. */
export function finds(cases: readonly Case[], base = APPLICATION, ...beside: string[]): void {
  for (const [rule, changes, path] of cases) {
    test(`finds ${rule} in ${JSON.stringify(changes)}`, () => {
      expect(problems(change(base, changes), ...beside)).toEqual([
        `${rule} ${path ?? Object.keys(changes)[0]!}`,
      ]);
    });
  }
}

/** Tests that nothing is found in any of these variants. */
export function accepts(
  variants: readonly Readonly<Record<string, unknown>>[],
  base = APPLICATION,
  ...beside: string[]
): void {
  for (const changes of variants) {
    test(`accepts ${JSON.stringify(changes)}`, () => {
      expect(problems(change(base, changes), ...beside)).toEqual([]);
    });
  }
}

/** Changes of the application, and all that is said of it then; nothing where nothing may be found. */
export type Saying = readonly [changes: Readonly<Record<string, unknown>>, ...said: string[]];

/** Tests that each case says exactly this. */
export function says(cases: readonly Saying[], base = APPLICATION, ...beside: string[]): void {
  for (const [changes, ...expected] of cases) {
    test(`${expected.length === 0 ? 'accepts' : 'speaks of'} ${JSON.stringify(changes)}`, () => {
      expect(said(change(base, changes), ...beside)).toEqual(expected);
    });
  }
}

/** Settings of the application, and what one rule says of them: `key: message`; nothing where it is silent. */
export type Telling = readonly [settings: Readonly<Record<string, unknown>>, ...told: string[]];

/** Tests that a rule tells exactly this, whatever others say; `changes` are those of the application beside settings. */
export function tells(
  rule: string,
  cases: readonly Telling[],
  changes: Readonly<Record<string, unknown>> = {},
  base = APPLICATION,
  ...beside: string[]
): void {
  const place = base === SCHEDULED ? 'spec.template.sparkConf' : 'spec.sparkConf';
  test.each(cases)(`${rule} of %j`, (settings, ...expected) => {
    const found = findings(change(base, { ...changes, [place]: settings }), ...beside)
      .filter(({ rule: { id } }) => id === rule)
      .map(({ rule: { fix: usual }, path, steps, message, fix }) => {
        const at = steps.at(-2) === 'sparkConf' ? steps.at(-1)! : path;
        return `${at}: ${message}${fix === usual ? '' : ` → ${fix}`}`;
      });
    expect(found).toEqual(expected);
  });
}
