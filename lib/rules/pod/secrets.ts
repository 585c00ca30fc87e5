import { grouped, once } from '../../manifest/once';
import { isSet, list, nameOf, record, text, type Manifest } from '../../manifest/plain';
import { containers } from '../../manifest/pods';
import { references, type Reference } from '../../manifest/references';
import { items, type Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import type { Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

const secretInOtherNamespace: Rule = workloadRule({
  id: 'secret-in-other-namespace',
  severity: 'error',
  summary: 'A Secret of another namespace.',
  why: 'Secrets can be used in their own namespace only: the pod stays in CreateContainerConfigError, the state SUBMITTED.',
  fix: 'create the Secret in the namespace of the application',
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
    const keys = first(app, (reference) => `${reference.name}/${reference.key?.name ?? ''}`);
    for (const { name, key, isOptional } of keys) {
      if (key === undefined || isOptional) continue;
      const known = secretsNamed(facts, name)
        .filter(
          (object) =>
            app.namespace === undefined ||
            [undefined, app.namespace].includes(text(record(object.metadata).namespace)),
        )
        .map(secretKeys);
      if (known.length > 0 && known.every((keys) => keys?.has(key.name) === false)) {
        yield {
          path: key.path,
          message: `Secret ${name} has no key ${key.name}, it has ${[...known[0]!].join(', ')}`,
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
  rules: [secretInOtherNamespace, secretKeyMissing, envFromSecretKeyNames],
};
