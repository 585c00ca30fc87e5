import { nameOf, type Facts } from './facts';
import { once } from './once';
import { isSet, list, record, text } from './plain';
import {
  hasHiddenVariables,
  listed,
  otherContainers,
  sparkContainer,
  variables,
  type Container,
} from './pods';
import type { Manifest, Path, Rule } from './rule';
import { usedBuckets } from './s3a';
import { applicationRule, items, workloadRule, type Role, type Workload } from './workload';

const VARIABLE = /^[A-Za-z_]\w*$/;
const KUBERNETES_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const REFERENCE = /\$\{env\.([^}]*)\}/g;

/** Variables that a setting reads from the environment, with the form in which Iceberg or Hadoop reads them. */
function references(app: Workload): { readonly name: string; readonly path: Path }[] {
  return [...app.settings.values()].flatMap(({ key, value, path }) => {
    const catalog = /^(spark\.sql\.catalog\.[^.]+)\./.exec(key)?.[1];
    const isRest =
      app.settings.get(`${catalog ?? ''}.type`)?.value === 'rest' ||
      app.settings.get(`${catalog ?? ''}.catalog-impl`)?.value.endsWith('.RESTCatalog') === true;
    const ofRest = isRest ? /^env:([A-Za-z_]\w*)$/.exec(value)?.[1] : undefined;
    if (ofRest !== undefined) return [{ name: ofRest, path }];
    if (!key.startsWith('spark.hadoop.') && !/^spark\.sql\.catalog\.[^.]+\.hadoop\./.test(key)) return [];
    // With a default (`${env.X:-y}`, `${env.X-y}`) a missing variable is meant.
    return [...value.matchAll(REFERENCE)].flatMap(([, name]) =>
      VARIABLE.test(name!) ? [{ name: name!, path }] : [],
    );
  });
}

const envReferenceUndefined: Rule = applicationRule({
  id: 'env-reference-undefined',
  severity: 'error',
  summary: 'A setting refers to a variable that driver or executors do not have.',
  why: 'Each process resolves the reference from its own environment: the literal text is sent as key, and the store answers 403.',
  fix: 'define the variable, with valueFrom.secretKeyRef, on the driver and on the executor',
  *check(app) {
    const wanted = references(app);
    const lacking = app.roles.map((role) => {
      const names = new Set(variables(app, role).map(({ name }) => name));
      const missing = hasHiddenVariables(role) ? [] : wanted.filter(({ name }) => !names.has(name));
      return { role, missing };
    });
    const everywhere = new Set(
      wanted
        .map(({ name }) => name)
        .filter((name) =>
          lacking.every(({ missing }) => missing.some((reference) => reference.name === name)),
        ),
    );
    for (const name of everywhere) {
      const { path } = wanted.find((reference) => reference.name === name)!;
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

const executorCredentialsMissing: Rule = applicationRule({
  id: 'executor-credentials-missing',
  severity: 'error',
  summary: 'Only one of driver and executor has the keys of the store.',
  why: 'Driver and executors read and write the data themselves: tasks fail with access denied.',
  fix: 'give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to driver and executor',
  *check(app) {
    const usesS3 = usedBuckets(app).length > 0;
    const otherKeys = [...app.settings.keys()].some((key) =>
      /^spark\.hadoop\.fs\.s3a\.(.*\.)?(access\.key|aws\.credentials\.provider|security\.credential\.provider\.path)$/.test(
        key,
      ),
    );
    if (!usesS3 || otherKeys || app.roles.length < 2) return;
    const has = app.roles.map((role) => {
      const names = new Set(variables(app, role).map(({ name }) => name));
      return hasHiddenVariables(role) || AWS_KEYS.every((name) => names.has(name));
    });
    if (has[0] === has[1]) return;
    const role = app.roles[has[0] === true ? 1 : 0]!;
    yield { path: [...role.path, 'env'], message: `the ${role.name} has no ${AWS_KEYS.join(' and ')}` };
  },
});

const envNameIllegal: Rule = workloadRule({
  id: 'env-name-illegal',
  severity: 'error',
  summary: 'The name of a variable is illegal.',
  why: 'Kubernetes refuses the pod; in a reference, a dash is read as the start of a default value.',
  fix: 'use letters, digits and underscores, and no digit at the start',
  *check(app) {
    for (const { value, path } of app.settings.values()) {
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
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(spec, path, 'env')) {
          if (!isSet(item.valueFrom)) continue;
          const sources = Object.values(record(item.valueFrom)).filter(isSet).length;
          if (text(item.value) !== undefined && item.value !== '') {
            yield { path: [...place, 'valueFrom'], message: `${String(item.name)} has a value and a source` };
          } else if (sources !== 1) {
            yield { path: [...place, 'valueFrom'], message: `${String(item.name)} has ${sources} sources` };
          }
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
  *check({ roles }) {
    for (const role of roles) {
      for (const container of containers(role)) {
        const all = listed(container);
        for (const [index, { value, valuePath }] of all.entries()) {
          for (const [, name] of (value ?? '').matchAll(/(?<!\$)\$\(([^)]+)\)/g)) {
            const isLater = all.slice(index + 1).some((other) => other.name === name);
            const isEarlier = all.slice(0, index).some((other) => other.name === name);
            if (isLater && !isEarlier) yield { path: valuePath, message: `$(${name!}) is defined after it` };
          }
        }
      }
    }
  },
});

const secretInOtherNamespace: Rule = workloadRule({
  id: 'secret-in-other-namespace',
  severity: 'error',
  summary: 'A Secret of another namespace.',
  why: 'Secrets can be used in their own namespace only: the pod stays in CreateContainerConfigError, the state SUBMITTED.',
  fix: 'create the Secret in the namespace of the application',
  *check(app, facts) {
    for (const { name, path } of secretReferences(app)) {
      const places = secretsNamed(facts, name).map((object) => text(record(object.metadata).namespace));
      if (
        app.namespace !== undefined &&
        places.length > 0 &&
        !places.some((place) => place === undefined || place === app.namespace)
      ) {
        yield {
          path,
          message: `Secret ${name} is in ${places.join(', ')}, the application in ${app.namespace}`,
        };
      }
    }
  },
});

const secretKeyMissing: Rule = workloadRule({
  id: 'secret-key-missing',
  severity: 'error',
  summary: 'A key that its Secret does not have.',
  why: 'The pod stays in CreateContainerConfigError, and the application SUBMITTED, for ever.',
  fix: 'name a key of the Secret, or add it there',
  *check(app, facts) {
    for (const { name, key, path } of secretReferences(app)) {
      if (key === undefined) continue;
      const known = secretsNamed(facts, name)
        .filter(
          (object) =>
            app.namespace === undefined ||
            [undefined, app.namespace].includes(text(record(object.metadata).namespace)),
        )
        .map(secretKeys);
      if (known.length > 0 && known.every((keys) => keys?.has(key) === false)) {
        yield {
          path: [...path.slice(0, -1), 'key'],
          message: `Secret ${name} has no key ${key}, it has ${[...known[0]!].join(', ')}`,
        };
      }
    }
  },
});

const envFromSecretKeyNames: Rule = workloadRule({
  id: 'env-from-secret-key-names',
  severity: 'warning',
  summary: 'envFrom on a Secret whose keys are no names of variables.',
  why: 'The keys become variables with dashes, which no reference can name.',
  fix: 'use env with secretKeyRef, one variable a key',
  *check(app, facts) {
    for (const role of app.roles) {
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(spec, path, 'envFrom')) {
          const name = text(record(item.secretRef).name);
          const keys =
            name === undefined
              ? []
              : secretsNamed(facts, name).flatMap((object) => [...(secretKeys(object) ?? [])]);
          const bad = keys.filter((key) => !VARIABLE.test(key));
          if (bad.length > 0) {
            yield {
              path: [...place, 'secretRef', 'name'],
              message: `${bad.join(', ')} of Secret ${name!} are no names of variables`,
            };
          }
        }
      }
    }
  },
});

const containers = once((role: Role): readonly Container[] => {
  const inTemplate = sparkContainer(role);
  return [role, ...(inTemplate === undefined ? [] : [inTemplate]), ...otherContainers(role)];
});

interface SecretReference {
  readonly name: string;
  readonly key: string | undefined;
  readonly path: Path;
}

const secretReferences = once((app: Workload): readonly SecretReference[] => [...readSecretReferences(app)]);

function* readSecretReferences(app: Workload): Iterable<SecretReference> {
  for (const role of app.roles) {
    for (const { spec, path } of containers(role)) {
      for (const { item, path: place } of items(spec, path, 'env')) {
        const reference = record(record(item.valueFrom).secretKeyRef);
        const name = text(reference.name);
        const key = reference.optional === true ? undefined : text(reference.key);
        if (name !== undefined) yield { name, key, path: [...place, 'valueFrom', 'secretKeyRef', 'name'] };
      }
      for (const { item, path: place } of items(spec, path, 'envFrom')) {
        const name = text(record(item.secretRef).name);
        if (name !== undefined) yield { name, key: undefined, path: [...place, 'secretRef', 'name'] };
      }
    }
    for (const [variable, reference] of Object.entries(record(role.spec.envSecretKeyRefs))) {
      const { name, key } = record(reference);
      if (typeof name === 'string') {
        yield { name, key: text(key), path: [...role.path, 'envSecretKeyRefs', variable, 'name'] };
      }
    }
    for (const { item, path: place } of items(role.spec, role.path, 'secrets')) {
      const name = text(item.name);
      if (name !== undefined) yield { name, key: undefined, path: [...place, 'name'] };
    }
  }
}

/** Objects that are, or will become, a Secret of that name. */
function secretsNamed(facts: Facts, name: string): Manifest[] {
  return [
    ...facts.ofKind('Secret').filter((object) => nameOf(object) === name),
    ...facts.ofKind('SealedSecret').filter((object) => nameOf(object) === name),
    ...facts.ofKind('ExternalSecret').filter((object) => {
      const target = text(record(record(object.spec).target).name);
      return (target ?? nameOf(object)) === name;
    }),
  ];
}

/** Keys of a Secret; undefined when they cannot be told. */
function secretKeys(object: Manifest): Set<string> | undefined {
  if (object.kind === 'Secret') {
    return new Set([...Object.keys(record(object.data)), ...Object.keys(record(object.stringData))]);
  }
  const spec = record(object.spec);
  if (object.kind === 'SealedSecret') return new Set(Object.keys(record(spec.encryptedData)));
  if (list(spec.dataFrom).length > 0 || isSet(record(spec.target).template)) return undefined;
  return new Set(list(spec.data).flatMap((item) => text(record(item).secretKey) ?? []));
}

/** Rules about environment variables and the Secrets behind them. */
export const ENVIRONMENT_RULES: readonly Rule[] = [
  envReferenceUndefined,
  executorCredentialsMissing,
  envNameIllegal,
  envSourceInvalid,
  credentialEnvOrder,
  secretInOtherNamespace,
  secretKeyMissing,
  envFromSecretKeyNames,
];
