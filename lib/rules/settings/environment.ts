import { injectedVariables } from '../../manifest/cloud-identity';
import { catalogOf } from '../../manifest/iceberg';
import { onceFor } from '../../manifest/once';
import { isSet, record, text, type Path, written } from '../../manifest/plain';
import { containers, hasHiddenVariables, hidesVariables, listed, variables } from '../../manifest/pods';
import { usedBuckets } from '../../manifest/s3a';
import { isExpanded, items, type Workload } from '../../manifest/workload';
import type { Rule, RuleGroup } from '../rule';
import { hadoopDocs, kubernetes, kubernetesApi, s3aDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const VARIABLE = /^[A-Za-z_]\w*$/;

const KUBERNETES_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

const REFERENCE = /\$\{env\.([^}$]*)\}/g;

/** What Kubernetes replaces in the value of a variable. */
const COMPOSED = /(?<!\$)\$\(([^)$]+)\)/g;

/** Variables that a setting reads from the environment, with the form in which Iceberg or Hadoop reads them. */
function variableReferences(app: Workload): { readonly name: string; readonly path: Path }[] {
  const found: { readonly name: string; readonly path: Path }[] = [];
  for (const { key, value, path } of app.settings.values()) {
    if (!value.includes('env')) continue;
    const isRest = value.startsWith('env:') && catalogOf(app, key)?.kind === 'rest';
    const ofRest = isRest ? /^env:([A-Za-z_]\w*)$/.exec(value)?.[1] : undefined;
    if (ofRest !== undefined) found.push({ name: ofRest, path });
    else if (isExpanded(key)) for (const name of expandedIn(value)) found.push({ name, path });
  }
  return found;
}

/** With a default (`${env.X:-y}`, `${env.X-y}`) a missing variable is meant. */
const expandedIn = onceFor((value): readonly string[] =>
  [...value.matchAll(REFERENCE)].flatMap(([, name]) => (VARIABLE.test(name!) ? [name!] : [])),
);

const envReferenceUndefined: Rule = applicationRule({
  id: 'env-reference-undefined',
  severity: 'error',
  summary: 'A setting refers to a variable that driver or executors do not have.',
  why: 'Each process resolves the reference from its own environment: the literal text is sent as key, and the store answers 403.',
  fix: 'define the variable, with valueFrom.secretKeyRef, on the driver and on the executor',
  source: hadoopDocs('api/org/apache/hadoop/conf/Configuration.html'),
  *check(app) {
    const wanted = variableReferences(app);
    if (wanted.length === 0) return;
    const lacking = app.roles.map((role) => {
      const names = new Set([...variables(app, role).map(({ name }) => name), ...injectedVariables(role)]);
      const missing = hasHiddenVariables(role) ? [] : wanted.filter(({ name }) => !names.has(name));
      return { role, missing };
    });
    const places = new Map(wanted.toReversed().map(({ name, path }) => [name, path]));
    const lists = lacking.map(({ missing }) => new Set(missing.map(({ name }) => name)));
    const everywhere = new Set(
      wanted.map(({ name }) => name).filter((name) => lists.every((names) => names.has(name))),
    );
    for (const name of everywhere) {
      const path = places.get(name)!;
      yield { path, message: `variable ${name} is defined neither on the driver nor on the executor` };
    }
    for (const { role, missing } of lacking) {
      const names = [...new Set(missing.map(({ name }) => name))].filter((name) => !everywhere.has(name));
      if (names.length > 0) {
        yield {
          path: [...role.path, 'env'],
          message: `the ${role.name} has no ${names.join(', ')}, which settings refer to`,
        };
      }
    }
  },
});

const AWS_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

const givesS3Keys = onceFor((key) =>
  /^spark\.hadoop\.fs\.s3a\.(.*\.)?(access\.key|aws\.credentials\.provider|security\.credential\.provider\.path)$/.test(
    key,
  ),
);

const executorCredentialsMissing: Rule = applicationRule({
  id: 'executor-credentials-missing',
  severity: 'error',
  summary: 'Only one of driver and executor has the keys of the store.',
  why: 'Driver and executors read and write the data themselves: tasks fail with access denied.',
  fix: 'give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to driver and executor',
  source: s3aDocs('authentication.html'),
  *check(app) {
    if (app.roles.length < 2 || usedBuckets(app).length === 0) return;
    if ([...app.settings.keys()].some(givesS3Keys)) return;
    const has = app.roles.map((role) => {
      const names = new Set(variables(app, role).map(({ name }) => name));
      return hasHiddenVariables(role) || AWS_KEYS.every((name) => names.has(name));
    });
    if (has[0] === has[1]) return;
    const role = app.roles[has[0] === true ? 1 : 0]!;
    const isUsed = usedBuckets(app).some(({ path }) => role.name !== 'executor' || !isOfDriver(path));
    if (!isUsed) return;
    yield { path: [...role.path, 'env'], message: `the ${role.name} has no ${AWS_KEYS.join(' and ')}` };
  },
});

/** Places that executors neither read nor write. */
const OF_DRIVER = [
  'mainApplicationFile',
  'spark.eventLog.dir',
  'spark.history.fs.logDirectory',
  'spark.kubernetes.file.upload.path',
  'spark.sql.streaming.checkpointLocation',
];

function isOfDriver(path: Path): boolean {
  return path.some((step) => typeof step === 'string' && OF_DRIVER.includes(step));
}

const envNameIllegal: Rule = workloadRule({
  id: 'env-name-illegal',
  severity: 'error',
  summary: 'The name of a variable is illegal.',
  why: 'Kubernetes refuses the pod; in a reference, a dash is read as the start of a default value.',
  fix: 'use letters, digits and underscores, and no digit at the start',
  source: kubernetes('pkg/apis/core/validation/validation.go#L2686'),
  *check(app) {
    for (const { value, path } of app.settings.values()) {
      if (!value.includes('${env.')) continue;
      for (const [reference, name] of value.matchAll(REFERENCE)) {
        if (/^[a-z]+(?:-[a-z]+)+$/.test(name!)) {
          yield {
            path,
            message: `${reference} reads variable ${name!.split('-')[0]!} and takes the rest as a default`,
          };
        } else if (name === '' || /^\d|\s/.test(name!)) {
          yield { path, message: `${reference} names no variable` };
        }
      }
    }
    for (const role of app.roles) {
      for (const container of containers(role)) {
        for (const { name, path: place } of listed(container)) {
          if (!KUBERNETES_NAME.test(name)) {
            yield { path: [...place, 'name'], message: `${JSON.stringify(name)} is no name of a variable` };
          }
        }
      }
      for (const field of ['envVars', 'envSecretKeyRefs']) {
        for (const name of Object.keys(record(role.spec[field]))) {
          if (!KUBERNETES_NAME.test(name)) {
            yield {
              path: [...role.path, field, name],
              message: `${JSON.stringify(name)} is no name of a variable`,
            };
          }
        }
      }
    }
  },
});

const envSourceInvalid: Rule = workloadRule({
  id: 'env-source-invalid',
  severity: 'error',
  summary: 'A variable has two sources, or a source of no kind.',
  why: 'Kubernetes refuses the pod.',
  fix: 'give either value or one kind of valueFrom',
  source: kubernetes('pkg/apis/core/validation/validation.go#L2735'),
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(spec, path, 'env')) {
          if (!isSet(item.valueFrom)) continue;
          const sources = Object.values(record(item.valueFrom)).filter(isSet).length;
          if (text(item.value) !== undefined && item.value !== '') {
            yield {
              path: [...place, 'valueFrom'],
              message: `${written(item.name)} has a value and a source`,
            };
          } else if (sources !== 1) {
            yield { path: [...place, 'valueFrom'], message: `${written(item.name)} has ${sources} sources` };
          }
        }
      }
    }
  },
});

const duplicateEnv: Rule = workloadRule({
  id: 'duplicate-env',
  severity: 'warning',
  summary: 'A variable is given twice.',
  why: 'Kubernetes keeps both and the last one counts: the other value is a leftover, or the one that was meant.',
  fix: 'keep one of them',
  source: kubernetesApi('core/v1/types.go#L2949'),
  *check({ roles }) {
    for (const role of roles) {
      for (const container of containers(role)) {
        const seen = new Set<string>();
        for (const { name, path } of listed(container)) {
          if (seen.has(name)) yield { path: [...path, 'name'], message: `${name} is given before` };
          seen.add(name);
        }
      }
      const again = new Set(listed(role).map(({ name }) => name));
      for (const field of ['envVars', 'envSecretKeyRefs']) {
        for (const name of Object.keys(record(role.spec[field]))) {
          if (again.has(name))
            yield { path: [...role.path, field, name], message: `env gives ${name} too, and wins` };
        }
      }
    }
  },
});

const credentialEnvOrder: Rule = workloadRule({
  id: 'credential-env-order',
  severity: 'error',
  summary: 'A variable is composed of others that come after it.',
  why: 'Kubernetes expands $(NAME) from earlier variables only: the literal text stays.',
  fix: 'put the parts first and the composed variable last',
  source: kubernetesApi('core/v1/types.go#L2464'),
  *check({ roles }) {
    for (const role of roles) {
      for (const container of containers(role)) {
        const all = listed(container);
        const first = new Map(all.map(({ name }, index) => [name, index] as const).toReversed());
        for (const [index, { value, valuePath }] of all.entries()) {
          for (const [, name] of (value ?? '').matchAll(COMPOSED)) {
            if ((first.get(name!) ?? index) > index)
              yield { path: valuePath, message: `$(${name!}) is defined after it` };
          }
        }
      }
    }
  },
});

/** Variables that Kubernetes or Spark put into a container before those of the manifest. */
const GIVEN = /^(?:SPARK_|KUBERNETES_)|_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)/;

const envReferenceLiteral: Rule = workloadRule({
  id: 'env-reference-literal',
  severity: 'warning',
  summary: 'A variable is composed of one that its container does not have.',
  why: 'Kubernetes leaves $(NAME) as it stands: the process gets the text.',
  fix: 'define the other variable before this one in the same container, or write $$(NAME) if the text is meant',
  source: kubernetesApi('core/v1/types.go#L2465'),
  *check(app) {
    for (const role of app.roles) {
      for (const container of containers(role)) {
        const isSpark = container === role;
        if (isSpark ? hasHiddenVariables(role) : hidesVariables(container)) continue;
        const known = new Set((isSpark ? variables(app, role) : listed(container)).map(({ name }) => name));
        for (const { value, valuePath } of listed(container)) {
          for (const [, name] of (value ?? '').matchAll(COMPOSED)) {
            if (!known.has(name!) && !GIVEN.test(name!)) {
              yield { path: valuePath, message: `there is no variable ${name!} here` };
            }
          }
        }
      }
    }
  },
});

/** Rules about environment variables. */
export const ENVIRONMENT: RuleGroup = {
  title: 'Environment variables',
  rules: [
    envReferenceUndefined,
    executorCredentialsMissing,
    envNameIllegal,
    envSourceInvalid,
    credentialEnvOrder,
    envReferenceLiteral,
    duplicateEnv,
  ],
};
