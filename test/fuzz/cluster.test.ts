import { workload } from '../../lib/manifest/workload';
import { RULES } from '../../lib/rules/all';
import { findProblems, isError } from '../../lib/rules/engine';
import { goodManifests } from '../cluster/fuzz/good';
import { KNOWN } from '../cluster/fuzz/known';
import { Mutator } from '../cluster/fuzz/mutations';
import { podOf } from '../cluster/fuzz/pods';
import { APPLICATION, subjects } from '../rules/harness';

// What `npm run fuzz:cluster` asks an API server about, as far as that can be seen without one.
const good = goodManifests();
const mutations = (seed: number) => {
  const mutator = new Mutator(good, seed);
  return Array.from({ length: 50 }, () => mutator.next());
};

test('nothing is wrong with what is changed', () => {
  const errors = good.flatMap((manifest) =>
    findProblems([{ kind: String(manifest.kind), manifest }], { rules: RULES }).filter(isError),
  );
  expect(errors).toEqual([]);
});

test('the same seed makes the same changes, another one others', () => {
  expect(mutations(7)).toEqual(mutations(7));
  expect(mutations(8)).not.toEqual(mutations(7));
});

test('a change says where it is, and leaves the good manifests as they are', () => {
  const before = JSON.stringify(good);
  for (const { what } of mutations(9)) expect(what).toMatch(/spec\./);
  expect(JSON.stringify(good)).toBe(before);
});

test('a pod has what the operator and Spark put into it', () => {
  const app = workload(subjects(APPLICATION)[0]!.manifest);
  const [driver] = app.roles.map((role) => podOf(app, role));
  expect(driver).toMatchObject({
    kind: 'Pod',
    metadata: { name: 'etl-driver' },
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsUser: 185 },
      volumes: [{ name: 'tmp', emptyDir: {} }],
      containers: [
        {
          name: 'spark-kubernetes-driver',
          image: 'registry.example/spark:1.0.0',
          resources: { requests: { cpu: '1000m', memory: '1433Mi' }, limits: { memory: '1433Mi' } },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
    },
  });
});

test('what is known to differ has its reason', () => {
  expect(KNOWN.map(({ why }) => why).filter((why) => why.length < 20)).toEqual([]);
});
