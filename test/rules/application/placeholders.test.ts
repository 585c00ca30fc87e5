import { APPLICATION, change, findings, problems } from '../harness';

const told = (changes: Readonly<Record<string, unknown>>): string[] =>
  findings(change(APPLICATION, changes)).map(
    ({ rule, severity, path, message }) => `${severity} ${rule.id} ${path}: ${message}`,
  );
const at = (key: string): string => `spec.sparkConf["${key}"]`;

test.each([
  ['${IMAGE}', '${IMAGE} is for envsubst (or the post-build substitution of Flux)'],
  ['registry/etl:${TAG:-1.0}', '${TAG:-1.0} is for envsubst (or the post-build substitution of Flux)'],
  ['$(image)', '$(image) is for Kustomize or Tekton'],
  ['{{ .Values.image }}', '{{ .Values.image }} is for Helm or Jinja'],
  ['{% if x %}a{% endif %}', '{% if x %} is for Helm or Jinja'],
  ['{REGISTRY}/etl:1.0', '{REGISTRY} is for a program that fills it in'],
])('says what %s is, and nothing else', (image, message) => {
  expect(told({ 'spec.image': image })).toEqual([`warning placeholder spec.image: ${message}`]);
});

test('is an error where nobody but a person fills it in', () => {
  expect(told({ 'spec.mainApplicationFile': 's3a://<your-bucket>/etl' })).toEqual([
    'error placeholder spec.mainApplicationFile: <your-bucket> is to be filled in',
  ]);
  expect(told({ 'spec.image': 'registry.example/CHANGE_ME:1.0' })).toEqual([
    'error placeholder spec.image: CHANGE_ME is to be filled in',
  ]);
  expect(
    told({ 'spec.image': 'registry.example/EXCHANGEMENT:1.0' }).filter((line) =>
      line.includes('placeholder'),
    ),
  ).toEqual([]);
  expect(told({ 'spec.arguments': ['s3a://<your-bucket>/etl'] })).toEqual([
    'warning placeholder spec.arguments[0]: <your-bucket> is to be filled in',
  ]);
});

test('is no element of XML', () => {
  const annotation = (text: string) => ({ 'spec.driver.annotations': { regions: text } });
  expect(told(annotation('<Regions><Region>eu-central-1</Region></Regions>'))).toEqual([]);
  expect(told(annotation('<Regions>'))).toEqual([
    'error placeholder spec.driver.annotations.regions: <Regions> is to be filled in',
  ]);
});

test('tells the worst of an object, with the number of all', () => {
  const changes = { 'metadata.name': '${NAME}', 'metadata.namespace': '${NS}', 'spec.image': '<image>' };
  expect(told(changes)).toEqual(['error placeholder spec.image: <image> is to be filled in, and 2 more']);
});

test('tells it once a file, with the number of objects', () => {
  const jobs = ['a', 'b', 'c'].map((name) =>
    change(APPLICATION, { 'metadata.name': name, 'spec.image': '${IMAGE}' }),
  );
  const [only, ...others] = findings(...jobs);
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    objects: 3,
    message: expect.stringMatching(/ \(so in 3 objects of the file\)$/),
  });
});

test('says what is wrong with a key, whatever its value will be', () => {
  expect(
    problems(change(APPLICATION, { 'spec.sparkConf': { 'spark.sql.shufle.partitions': '${PARTITIONS}' } })),
  ).toEqual([
    `placeholder ${at('spark.sql.shufle.partitions')}`,
    `unknown-spark-conf ${at('spark.sql.shufle.partitions')}`,
  ]);
  const inKey = { 'spec.sparkConf': { 'spark.sql.catalog.${CATALOG}.tpe': 'rest' } };
  expect(problems(change(APPLICATION, inKey))).toEqual([
    `placeholder ${at('spark.sql.catalog.${CATALOG}.tpe')}`,
  ]);
});

test('hides no credential that stands beside one', () => {
  const changes = { 'spec.sparkConf': { 'spark.app.site': 'jdbc:postgresql://etl:hunter2@${HOST}/etl' } };
  expect(problems(change(APPLICATION, changes))).toEqual([
    `placeholder ${at('spark.app.site')}`,
    `plaintext-credential ${at('spark.app.site')}`,
  ]);
});

test.each([
  ['what Hadoop resolves', { 'spec.sparkConf': { 'spark.hadoop.hadoop.tmp.dir': '/tmp/${user.name}' } }],
  ['what Spark resolves', { 'spec.driver.javaOptions': '-Dapp={{APP_ID}} -Dexecutor={{EXECUTOR_ID}}' }],
  [
    'what the operator resolves',
    { 'spec.sparkUIOptions.ingressAnnotations': { host: '{{$appName}}.example.com' } },
  ],
  [
    'what Kubernetes resolves',
    {
      'spec.driver.env': [
        { name: 'A', value: 'x' },
        { name: 'B', value: '$(A)' },
      ],
      'spec.driver.volumeMounts': [{ name: 'tmp', mountPath: '/tmp', subPathExpr: '$(A)' }],
    },
  ],
  [
    'what the program reads',
    { 'spec.arguments': ['--date', '${DATE}', 'SELECT a <b and c> d', 'array<string>', '{"a": "{B}"}'] },
  ],
  ['texts of several lines', { 'spec.sparkConf': { 'spark.app.script': 'a\n${B} <c>' } }],
  [
    'what a shell resolves',
    { 'spec.driver.lifecycle': { preStop: { exec: { command: ['sh', '-c', 'a ${B}'] } } } },
  ],
  [
    'variables of executors',
    { 'spec.sparkConf': { 'spark.executorEnv.A': '$(B)', 'spark.executorEnv.B': 'x' } },
  ],
  ['a status', { status: { message: '${NAME}' } }],
])('leaves alone %s', (_, changes) => {
  expect(told(changes)).toEqual([]);
});

test('takes a variable of the pods, and a credential, for a reference that nobody resolves', () => {
  const key = 'spark.hadoop.fs.s3a.secret.key';
  expect(problems(change(APPLICATION, { 'spec.sparkConf': { [key]: '${SECRET}' } }))).toEqual([
    `unresolved-reference-syntax ${at(key)}`,
  ]);
  const changes = {
    'spec.sparkConf': { 'spark.app.bucket': '${BUCKET}' },
    'spec.driver.env': [{ name: 'BUCKET', value: 'raw' }],
  };
  expect(problems(change(APPLICATION, changes))).toEqual([
    `unresolved-reference-syntax ${at('spark.app.bucket')}`,
  ]);
});

test('speaks of what is to be filled in wherever it stands, but in the status of an object', () => {
  const template = (kind: string) =>
    JSON.stringify({ kind, metadata: { name: '${NAME}' }, spec: { a: '${B}' } });
  const account = findings(template('ServiceAccount')).map(({ rule, path, message }) => [
    rule.id,
    path,
    message,
  ]);
  expect(account).toEqual([
    [
      'placeholder',
      'metadata.name',
      `\${NAME} is for envsubst (or the post-build substitution of Flux), and 1 more`,
    ],
  ]);
  expect(told({ 'spec.template': { status: '${STATUS}' } })).toEqual([
    expect.stringMatching(/^warning placeholder spec.template.status: /),
    expect.anything(),
  ]);
});

test('takes only what is a variable for a reference', () => {
  const setting = (key: string, value: string, more: object = {}) =>
    told({ 'spec.sparkConf': { [key]: value }, ...more });
  expect(setting('spark.app.name', '${env.USER}')).toEqual([
    `error unresolved-reference-syntax ${at('spark.app.name')}: \${env.USER} is resolved in Hadoop settings only, not in spark.app.name`,
  ]);
  expect(setting('spark.app.name', '${env:USER}')).toEqual([
    `error unresolved-reference-syntax ${at('spark.app.name')}: nothing resolves \${env:USER}`,
  ]);
  expect(setting('spark.app.name', '${USER}')).toEqual([
    `warning placeholder ${at('spark.app.name')}: \${USER} is for envsubst (or the post-build substitution of Flux)`,
  ]);
  expect(setting('spark.driver.extraJavaOptions', '-Duser=${env.USER}')).toEqual([]);
  expect(setting('spark.executorEnv.HOME', '${env.USER}')).toEqual([]);
  const inHadoop = { hadoopConf: { 'fs.s3a.secret.key': '$(KEY)' } };
  expect(told({ 'spec.hadoopConf': inHadoop.hadoopConf })).toEqual([
    'error unresolved-reference-syntax spec.hadoopConf["fs.s3a.secret.key"]: nothing resolves $(KEY)',
  ]);
});
