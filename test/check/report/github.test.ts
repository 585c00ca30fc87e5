import { githubReport } from '../../../lib/check/report/github';
import { APPLICATION, change, RELEASE } from '../../rules/harness';
import { workspace } from '../workspace';

const { file, check } = workspace();

const DEFECT = APPLICATION.replace(
  'executor:\n    cores: 1\n    memory: 1g',
  'executor:\n    cores: 1\n    memory: 2Gi',
);

test('is a command for each finding, at its place', async () => {
  const { code, out } = await check(file('a.yaml', DEFECT), '--format', 'github');
  expect(code).toBe(1);
  expect(out).toBe(
    '::error file=a.yaml,line=31,endLine=31,col=5,endColumn=16,title=memory-unit::SparkApplication data/etl: ' +
      `spec.executor.memory: "2Gi" is a Kubernetes quantity, memory wants Spark's units%0A` +
      'why: spark-submit or the JVM stops ("Executor memory must be a positive number"), naming neither field nor value.%0A' +
      'fix: write 2g\n',
  );
});

test('has no columns where there are several lines, and names the other object', async () => {
  const hosts = APPLICATION.replace(
    'volumeMounts:',
    'hostAliases:\n    - ip: 10.0.0.1\n      hostnames: [a]\n    volumeMounts:',
  );
  const { out } = await check(
    file('a.yaml', hosts),
    file('values.yaml', 'spark: {jobNamespaces: [data]}\nwebhook: {enable: false}\n'),
    '--format',
    'github',
  );
  expect(out).toMatch(/^::error file=a\.yaml,line=20,endLine=22,title=webhook-field-unapplied::/);
  expect(out).toContain('%0Asee: values.yaml:2 (values of the Spark Operator chart: no webhook for data)\n');
});

test('is nothing where nothing is found, and for what is acknowledged', async () => {
  expect(await check(file('a.yaml', APPLICATION), '--format', 'github')).toMatchObject({
    code: 0,
    out: '\n',
  });
  const acknowledged = change(DEFECT, {
    'metadata/annotations': { 'cdk8s-spark-operator/acknowledged-memory-unit': 'trust me' },
  });
  expect((await check(file('b.yaml', acknowledged), '--format', 'github')).out).toBe('\n');
});

test('tells what could not be checked', async () => {
  const { code, out } = await check(file('a.yaml', 'kind: A\nspec:\n\tx: 1\n'), '--format', 'github');
  expect(code).toBe(2);
  expect(out).toBe(
    '::error file=a.yaml,line=3,col=1,title=unreadable-file::Tabs are not allowed as indentation; mend the file, or leave it out\n',
  );
  expect((await check('--nope', '--format', 'github')).out).toMatch(
    /^::error title=usage::unknown option '--nope'(?:%0A[^%]+)?; /,
  );
});

test('lets no text begin a command of its own', async () => {
  const hostile = 'x%0A::error::y\n::warning file=z::w,v:u%,\r::set-output name=a::b';
  const manifest = change(DEFECT, { 'metadata.name': hostile, 'spec.type': hostile });
  const { out } = await check(file('a,b:c%d\n::notice::e.yaml', manifest), '--format', 'github');
  for (const line of out.trimEnd().split('\n')) {
    const [, properties, message] = /^::(?:error|warning) ([^:]*)::(.*)$/.exec(line)!;
    expect(properties!.split(',').map((entry) => entry.split('=')[0])).toEqual([
      'file',
      ...['line', 'endLine', 'col', 'endColumn', 'title'],
    ]);
    expect(message).not.toMatch(/[\n\r]/);
    expect(decoded(properties!.split(',')[0]!)).toContain('a,b:c%d\\n');
    // Whatever GitHub decodes, no line of it is a command.
    expect(decoded(message!)).not.toMatch(/^\s*::/m);
  }
});

test('names files as GitHub does', () => {
  const refusals = [{ rule: 'unreadable-file', file: './a/./b.yaml', message: 'm', fix: 'f' }];
  const report = {
    refusals,
    findings: [],
    acknowledged: [],
    unreadable: [],
    subjects: [],
    files: 1,
    others: [],
  };
  expect(githubReport(report)).toBe('::error file=a/./b.yaml,title=unreadable-file::m; f');
});

/** As GitHub reads a command. */
function decoded(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

test('shows no credential', async () => {
  const manifest = change(APPLICATION, {
    'spec/sparkConf/spark.hadoop.fs.s3a.secret.key': 'canary-0123',
    'spec.type': 'canary-0123',
  });
  const { out } = await check(file('a.yaml', manifest), file('v.yaml', RELEASE), '--format', 'github');
  expect(out).toContain('title=plaintext-credential');
  expect(out).not.toContain('canary');
});
