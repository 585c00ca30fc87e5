import { grouped, once } from '../../manifest/once';
import { isSet, list, nameOf, record, text, type Manifest } from '../../manifest/plain';
import { containers } from '../../manifest/pods';
import { references, type Reference } from '../../manifest/references';
import { items, type Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import { objectPlace } from '../related';
import type { Rule, RuleGroup } from '../rule';
import { kubernetesApi, sparkDocs } from '../sources';
import { workloadRule } from '../workload-rule';

const secretInOtherNamespace: Rule = workloadRule({
  id: 'secret-in-other-namespace',
  severity: 'error',
  summary: 'A Secret of another namespace.',
  why: 'Secrets can be used in their own namespace only: the pod stays in CreateContainerConfigError, the state SUBMITTED.',
  fix: 'create the Secret in the namespace of the application',
  source: sparkDocs('running-on-kubernetes.html#secret-management'),
  *check(app, facts) {
    for (const { name, path } of first(app, (reference) => reference.name)) {
      const places = secretsNamed(facts, name).map((object) => text(record(object.metadata).namespace));
      if (
        app.namespace !== undefined &&
        places.length > 0 &&
        !places.some((place) => place === undefined || place === app.namespace)
      ) {
        yield {
          path,
          message: `Secret ${name} is in ${places.join(', ')}, the application in ${app.namespace}`,
          related: secretsNamed(facts, name).map((object) => objectPlace(object, 'the Secret')),
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
  source: kubernetesApi('core/v1/types.go#L2570'),
  *check(app, facts) {
    const keys = first(app, (reference) => `${reference.name}/${reference.key?.name ?? ''}`);
    for (const { name, key, isOptional } of keys) {
      if (key === undefined || isOptional) continue;
      const objects = secretsNamed(facts, name).filter(
        (object) =>
          app.namespace === undefined ||
          [undefined, app.namespace].includes(text(record(object.metadata).namespace)),
      );
      const known = objects.map(secretKeys);
      if (known.length > 0 && known.every((keys) => keys?.has(key.name) === false)) {
        yield {
          path: key.path,
          message: `Secret ${name} has no key ${key.name}, it has ${[...known[0]!].join(', ')}`,
          related: objects.map((object) => objectPlace(object, 'the Secret')),
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
  source: kubernetesApi('core/v1/types.go#L2514'),
  *check(app, facts) {
    for (const role of app.roles) {
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(spec, path, 'envFrom')) {
          const name = text(record(item.secretRef).name);
          const keys =
            name === undefined
              ? []
              : secretsNamed(facts, name).flatMap((object) => [...(secretKeys(object) ?? [])]);
          const bad = keys.filter((key) => !/^[A-Za-z_]\w*$/.test(key));
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

/** The file that the operator expects of a Secret of a type, and the variable that names it. */
const TYPED_KEYS: Readonly<Record<string, readonly [key: string, variable: string]>> = {
  GCPServiceAccount: ['key.json', 'GOOGLE_APPLICATION_CREDENTIALS'],
  HadoopDelegationToken: ['hadoop.token', 'HADOOP_TOKEN_FILE_LOCATION'],
};

const typedSecretKey: Rule = workloadRule({
  id: 'typed-secret-key',
  severity: 'error',
  summary: 'A Secret without the key that its secretType stands for.',
  why: 'The operator sets a variable to a file of that name, which is not there: the client finds no credentials.',
  fix: 'give the key that name, or use secretType Generic and set the variable yourself',
  source: 'https://github.com/kubeflow/spark-operator/blob/v2.5.2/docs/user-guide.md',
  *check(app, facts) {
    for (const role of app.roles) {
      for (const { item, path } of items(role.spec, role.path, 'secrets')) {
        const [name, type] = [text(item.name), text(item.secretType) ?? ''];
        const typed = Object.hasOwn(TYPED_KEYS, type) ? TYPED_KEYS[type] : undefined;
        const keys =
          typed === undefined || name === undefined
            ? undefined
            : keysOf(facts, app.namespace, 'Secret', name);
        if (keys === undefined || keys.includes(typed![0])) continue;
        yield {
          path,
          message: `${type} wants the key ${typed![0]}, Secret ${name!} has ${keys.join(', ')}: ${typed![1]} names no file`,
          fix: `call the key ${typed![0]}, or use secretType Generic and set ${typed![1]}`,
        };
      }
    }
  },
});

/** The first use of each Secret: what is wrong with it is wrong wherever it is used. */
function first(app: Workload, identity: (reference: Reference) => string): Reference[] {
  const seen = new Map<string, Reference>();
  for (const reference of references(app)) {
    const id = identity(reference);
    if (reference.what === 'Secret' && !seen.has(id)) seen.set(id, reference);
  }
  return [...seen.values()];
}

/** Objects that are, or will become, a Secret of that name. */
function secretsNamed(facts: Facts, name: string): readonly Manifest[] {
  return secretsByName(facts).get(name) ?? [];
}

const secretsByName = once((facts: Facts) =>
  grouped(
    ['Secret', 'SealedSecret', 'ExternalSecret'].flatMap((kind) => facts.ofKind(kind)),
    (object) => {
      const target = object.kind === 'ExternalSecret' ? record(record(object.spec).target).name : undefined;
      return [text(target) ?? nameOf(object)];
    },
  ),
);

/** Keys of a ConfigMap or Secret among the manifests; undefined when there is none, or they cannot be told. */
export function keysOf(
  facts: Facts,
  namespace: string | undefined,
  kind: 'ConfigMap' | 'Secret',
  name: string,
): readonly string[] | undefined {
  const objects = (
    kind === 'Secret'
      ? secretsNamed(facts, name)
      : facts.ofKind('ConfigMap').filter((map) => nameOf(map) === name)
  ).filter((object) => [undefined, namespace].includes(text(record(object.metadata).namespace)));
  const keys = objects.map((object) => (kind === 'Secret' ? secretKeys(object) : configMapKeys(object)));
  if (keys.length === 0 || keys.some((known) => known === undefined)) return undefined;
  return [...new Set(keys.flatMap((known) => [...known!]))];
}

function configMapKeys(object: Manifest): Set<string> {
  return new Set([...Object.keys(record(object.data)), ...Object.keys(record(object.binaryData))]);
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

/** Rules about the Secrets that a workload refers to. */
export const SECRETS: RuleGroup = {
  title: 'Secrets',
  rules: [secretInOtherNamespace, secretKeyMissing, typedSecretKey, envFromSecretKeyNames],
};
