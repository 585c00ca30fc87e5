import { readdirSync, readFileSync } from 'node:fs';
import { rulesPage } from '../../scripts/rules-page-text';
import { GROUPS, RULES } from '../../lib/rules/all';

test('docs/rules.md is what the rules say', () => {
  expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesPage());
});

test('each id is a name in kebab-case, given once', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ids).toEqual([...new Set(ids)]);
});

test('sentences end with a point, fixes and messages do not', () => {
  expect(RULES.filter(({ summary, why }) => ![summary, why].every((text) => text.endsWith('.')))).toEqual([]);
  expect(RULES.filter(({ fix }) => fix.endsWith('.'))).toEqual([]);
});

test('each heading stands once', () => {
  const titles = GROUPS.map(({ title }) => title);
  expect(titles).toEqual([...new Set(titles)]);
});

/** Official documentation, and repositories of the projects that rules are about. */
const PUBLISHERS = [
  'argo-cd.readthedocs.io/en/stable/',
  'argo-workflows.readthedocs.io/',
  'azure.github.io/',
  'docs.aws.amazon.com/eks/',
  'docs.lakefs.io/',
  'docs.oracle.com/',
  'fluxcd.io/',
  'github.com/apache/',
  'github.com/kubeflow/',
  'github.com/kubernetes/',
  'github.com/kubernetes-sigs/',
  'github.com/treeverse/',
  'hadoop.apache.org/docs/',
  'iceberg.apache.org/',
  'kubernetes.io/docs/',
  'projectnessie.org/',
  'spark.apache.org/docs/',
];

const SOURCES = RULES.flatMap(({ source }) => source ?? []);

test('each source is a page of who publishes what the rule is about', () => {
  const known = (url: string) => PUBLISHERS.some((publisher) => url.startsWith(`https://${publisher}`));
  expect(SOURCES.filter((url) => !known(url) || /\s/.test(url))).toEqual([]);
  expect(PUBLISHERS.filter((publisher) => !SOURCES.some((url) => url.includes(publisher)))).toEqual([]);
});

test('a file of a repository is named at a tag, so that its lines stay where they are', () => {
  const files = SOURCES.filter((url) => /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|tree)\//.test(url));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((url) => !/\/(?:blob|tree)\/[^/]*v?\d+\.\d+\.\d+\//.test(url))).toEqual([]);
});

/** Rules that say nothing of another program, or for whose fact no page could be found that says it. */
const WITHOUT_SOURCE = [
  'placeholder',
  'template-not-rendered',
  'main-class-invalid',
  'connect-needs-spark-3-4',
  'image-moved',
  'dead-field',
  'ttl-in-git',
  'setting-without-value',
  'trust-store-is-pem',
  'jvm-file-unmounted',
  'trust-store-of-one-role',
  'dependency-pattern',
  'setting-jars-missing',
  'scala-version-mismatch',
  'reference-under-proxy-user',
  'bucket-name-with-dot',
  's3-endpoint-scheme',
  'minio-console-port',
  's3-endpoint-with-bucket',
  'lakefs-catalog-uri',
  'sdk-checksum-trailers',
  'wap-on-nessie',
  'class-misspelt',
  'class-misplaced',
  'mesh-mark-unread',
  'read-only-root',
  'network-policy-no-way-out',
  'unknown-spark-conf',
  'removed-spark-conf',
  'label-missing',
];

test('each rule names its source, apart from those that are known to have none', () => {
  const without = RULES.flatMap(({ id, source }) => (source === undefined ? [id] : []));
  expect(without.sort()).toEqual([...WITHOUT_SOURCE].sort());
});

test('each rule is seen to speak: in a test of its own, at a boundary, or in a manifest of the corpus', () => {
  const tests = readdirSync('test/rules', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') || /^boundaries.*\.ts$/.test(name))
    .map((name) => readFileSync(`test/rules/${name}`, 'utf8'))
    .join('\n');
  const ofCorpus: string[] = JSON.parse(readFileSync('test/rules/defects/index.json', 'utf8')).map(
    ({ rule }: { readonly rule: string }) => rule,
  );
  const silent = RULES.filter(
    ({ id }) => !ofCorpus.includes(id) && !new RegExp(`['"\`]${id}['"\` :]`).test(tests),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});
