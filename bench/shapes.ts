import { main } from '../lib/check/command';

const APPLICATION = `apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a, namespace: data}
spec:
  type: Python
  mainApplicationFile: local:///a.py
`;

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Shapes of files whose reports must take time in proportion to their length. */
export const SHAPES: readonly (readonly [name: string, count: number, file: (count: number) => string])[] = [
  [
    'keys of one map',
    20_000,
    (n) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${lines(n, (i) => `  k${i}: v`)}`,
  ],
  ['unknown fields', 8_000, (n) => `${APPLICATION}${lines(n, (i) => `  zz${i}: v`)}`],
  [
    'credentials in env',
    4_000,
    (n) =>
      `${APPLICATION}  driver:\n    env:\n${lines(n, (i) => `      - {name: A${i}_PASSWORD, value: secret-value-${i}}`)}`,
  ],
  [
    'key pairs in env',
    4_000,
    (n) =>
      `${APPLICATION}  driver:\n    env:\n${lines(n, (i) => `      - {name: A${i}_ACCESS_KEY_ID, value: id-${i}}\n      - {name: A${i}_SECRET_ACCESS_KEY, value: secret-value-${i}}`)}`,
  ],
  [
    'composed variables',
    8_000,
    (n) =>
      `${APPLICATION}  driver:\n    env:\n${lines(n, (i) => `      - {name: A${i}, value: $(A${i + 1})}`)}`,
  ],
  ['an argument a.a.a…@', 800_000, (n) => `${APPLICATION}  arguments: ["${'a.'.repeat(n)}@"]`],
  ['an argument eyJ…', 400_000, (n) => `${APPLICATION}  arguments: ["${'eyJ'.repeat(n)}"]`],
  ['settings ${env.…', 200_000, (n) => `${APPLICATION}  hadoopConf: {a: "${'${env.'.repeat(n)}"}`],
  ['digits', 1_600_000, (n) => `${APPLICATION}  memoryOverheadFactor: "${'1'.repeat(n)}x"`],
  [
    'volumes',
    8_000,
    (n) => `${APPLICATION}  volumes:\n${lines(n, (i) => `    - {name: v${i}, emptyDir: {}}`)}`,
  ],
  [
    'applications, accounts and bindings',
    500,
    (n) =>
      lines(
        n,
        (i) =>
          `---\n${APPLICATION.replace('name: a', `name: a${i}`)}  driver: {serviceAccount: s${i}}\n---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: s${i}, namespace: data}}\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: s${i}, namespace: data}, roleRef: {kind: Role, name: r${i}}, subjects: [{kind: ServiceAccount, name: s${i}}]}\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r${i}, namespace: data}, rules: []}`,
      ),
  ],
  ['repeated keys', 20_000, (n) => `kind: A\n${lines(n, () => 'a: 1')}`],
];

/** Prints processor time at n and at 2n. */
export async function reportShapes(check: typeof main, file: (content: string) => string): Promise<void> {
  for (const [name, count, content] of SHAPES) {
    const [single, double] = [file(content(count)), file(content(2 * count))];
    await processorTime(check, single);
    const times: [number, number][] = [];
    for (let round = 0; round < 5; round += 1) {
      times.push([await processorTime(check, single), await processorTime(check, double)]);
    }
    const best = [0, 1].map((column) => Math.min(...times.map((pair) => pair[column]!)));
    console.log(
      `check of ${name}, ${2 * count} / ${count}: ${(best[1]! / best[0]!).toFixed(2)}  (${best[1]!.toFixed(0)} ms / ${best[0]!.toFixed(0)} ms of processor time, least of 5)`,
    );
  }
}

async function processorTime(check: typeof main, path: string): Promise<number> {
  const start = process.cpuUsage();
  const quiet = { write: () => undefined };
  await check(['node', 'check', 'check', path], {
    stdin: { fd: 0 },
    stdout: quiet,
    stderr: quiet,
    color: false,
  });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
