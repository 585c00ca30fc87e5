import fc from 'fast-check';
import { text, type Manifest } from '../../lib/manifest/plain';
import { RULES } from '../../lib/rules/all';
import { findProblems } from '../../lib/rules/engine';
import { VALUES } from '../../lib/rules/rule';
import { APPLICATION, change, CONNECT, problems, SCHEDULED, subjects } from './harness';

/** Values of every kind that YAML has. */
const ANY = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.array(fc.constantFrom(null, 1, 'a', {}, [])),
  fc.dictionary(fc.string(), fc.constantFrom(null, 1, 'a', {}, []), { noNullPrototype: true }),
);

/** All paths in a manifest. */
function paths(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, item]) => paths(item, [...above, key]))];
}

const RBAC = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: spark, namespace: data}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: spark, namespace: data}
rules: [{apiGroups: [''], resources: [pods, configmaps, services, persistentvolumeclaims], verbs: ['*']}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: spark, namespace: data}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: spark}
subjects: [{kind: ServiceAccount, name: spark, namespace: data}]
`;

test('no manifest, however broken, breaks a rule', () => {
  const all = [APPLICATION, SCHEDULED, CONNECT, ...RBAC.split('---')].map(
    (yaml) => subjects(yaml)[0]!.manifest,
  );
  const places = all.flatMap((manifest, index) =>
    paths(manifest)
      .filter(({ length }) => length > 0)
      .map((path) => ({ index, path })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), ANY, ({ index, path }, value) => {
      const manifests = all.map((manifest) => JSON.parse(JSON.stringify(manifest)));
      let owner = manifests[index];
      for (const step of path.slice(0, -1)) owner = owner[step];
      owner[path.at(-1)!] = value;
      findProblems(
        manifests.map((manifest: Manifest) => ({ kind: text(manifest.kind) ?? '', manifest })),
        { rules: RULES },
      );
    }),
    { numRuns: 200 },
  );
});

test('no values, however broken, break a rule', () => {
  const keys = fc.constantFrom(
    'controller',
    'webhook',
    'spark',
    'prometheus',
    'image',
    'replicas',
    'volumes',
  );
  fc.assert(
    fc.property(fc.dictionary(keys, fc.oneof(ANY, fc.dictionary(keys, ANY))), (values) => {
      findProblems([{ kind: VALUES, manifest: values }, ...subjects(APPLICATION)], { rules: RULES });
    }),
  );
});

const legal = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,40}[a-z0-9]$/),
  cores: fc.integer({ min: 1, max: 16 }),
  instances: fc.integer({ min: 1, max: 100 }),
  memory: fc
    .tuple(fc.integer({ min: 1, max: 64 }), fc.constantFrom('g', 'G'))
    .map(([size, unit]) => `${size}${unit}`),
  overhead: fc.integer({ min: 384, max: 8192 }).map((size) => `${size}m`),
  ttl: fc.integer({ min: 1, max: 1e6 }),
  args: fc.array(fc.constantFrom('--date', '2026-11-22', '--limit', '5', 's3://x')),
  labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), fc.stringMatching(/^[a-z0-9]{0,20}$/)),
});

test('nothing is found in a legal application', () => {
  fc.assert(
    fc.property(legal, ({ name, cores, instances, memory, overhead, ttl, args, labels }) => {
      const yaml = change(APPLICATION, {
        'metadata.name': name,
        'metadata.labels': labels,
        'spec.driver.cores': cores,
        'spec.driver.memory': memory,
        'spec.executor.memory': memory,
        'spec.executor.memoryOverhead': overhead,
        'spec.executor.instances': instances,
        'spec.timeToLiveSeconds': ttl,
        'spec.arguments': args,
      });
      expect(problems(yaml, RBAC, 'spark: {jobNamespaces: [data]}')).toEqual([]);
    }),
  );
});

test('one illegal value is found where it is', () => {
  const mutations = fc.oneof(
    fc.tuple(fc.constant('spec.executor.memory'), fc.stringMatching(/^[1-9]\d?(Gi|Mi|gb|\.5g| g|x)$/)),
    fc.tuple(
      fc.constantFrom('spec.driver.cores', 'spec.executor.instances'),
      fc.integer({ min: -9, max: 0 }),
    ),
    fc.tuple(fc.constant('spec.timeToLiveSeconds'), fc.integer({ min: -9, max: 0 })),
    fc.tuple(fc.constant('metadata.name'), fc.stringMatching(/^[0-9A-Z][a-z]{0,20}$/)),
    fc.tuple(
      fc.constantFrom('spec.driver.coreLimit', 'spec.driver.coreRequest'),
      fc.stringMatching(/^[a-z]{2,9}$/),
    ),
    fc.tuple(
      fc.constantFrom('spec.type', 'spec.mode', 'spec.restartPolicy.type'),
      fc.stringMatching(/^[a-z]{9}$/),
    ),
  );
  fc.assert(
    fc.property(mutations, ([path, value]) => {
      const found = problems(change(APPLICATION, { [path]: value }));
      expect(found.map((problem) => problem.split(' ')[1])).toEqual([path]);
    }),
  );
});
