import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readTemplate, templateOf } from '../src/template';
import { templateHash } from '../../lib/runs/template-hash';
import { application, CONTRACT, release } from './fixtures';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, 'template.yaml');
  writeFileSync(path, text);
  return path;
}

const { name, data } = release();

describe('readTemplate', () => {
  it('reads the ConfigMap of a release among other objects', () => {
    const text = [{ kind: 'Namespace' }, { kind: 'ConfigMap', metadata: { name }, data }]
      .map((item) => stringify(item))
      .join('---\n');
    const template = readTemplate(file(text));
    expect(template.application).toEqual(application());
    expect(Object.keys(template.contract.properties)).toContain('testLimit');
    expect(template.digest).toBe(templateOf(data, name).digest);
  });

  it('reads a plain application, whose sizes may then be anything legal', () => {
    const { contract } = readTemplate(file(stringify(application())));
    expect(Object.keys(contract.properties)).toEqual([
      'driverCores',
      'driverMemory',
      'executorCores',
      'executorInstances',
      'executorMemory',
      'timeToLiveSeconds',
    ]);
  });

  it('offers the number of executors as a bound under dynamic allocation', () => {
    const dynamic = {
      ...application(),
      spec: { ...application().spec, dynamicAllocation: { enabled: true } },
    };
    const { contract } = readTemplate(file(stringify(dynamic)));
    expect(contract.properties).toHaveProperty('maxExecutors');
    expect(contract.properties).not.toHaveProperty('executorInstances');
  });

  it.each(['local', 'production'])('believes the release of dist/%s', (cluster) => {
    const path = join(__dirname, `../../dist/${cluster}/apply/run-template.yaml`);
    expect(readTemplate(path).application.metadata.name).toBe('kronodroid-iceberg');
  });

  it('fails on a file that is not there', () => {
    expect(() => readTemplate(join(folder, 'absent.yaml'))).toThrow(
      /template .*absent\.yaml cannot be read: ENOENT/,
    );
  });

  it.each([
    [
      'nothing',
      '',
      'holds 0 applications; it must hold one SparkApplication, or one ConfigMap with the keys',
    ],
    [
      'two applications',
      `${stringify(application())}---\n${stringify(application())}`,
      'holds 2 applications; it must hold one SparkApplication',
    ],
    ['no YAML', 'a: [', 'is no YAML:'],
  ])('fails on %s', (_, text, message) => {
    expect(() => readTemplate(file(text))).toThrow(message);
  });
});

describe('templateOf', () => {
  /** The data under the name that it has. */
  const named = (given: Record<string, string>): string => `kronodroid-iceberg-${templateHash(given)}`;
  const contract = (schema: unknown) => ({ ...data, 'parameters.schema.json': JSON.stringify(schema) });
  const property = (schema: unknown, key = 'region') => contract({ properties: { [key]: schema } });

  it('names the release by the hash of its content, in any order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(data).reverse());
    expect(templateOf(turned, name).digest).toMatch(/^[0-9a-f]{32}$/);
    expect(name).toBe(`kronodroid-iceberg-${templateOf(data, name).digest}`);
  });

  it.each([
    [
      'another image',
      { ...data, 'application.yaml': data['application.yaml']!.replace('kronodroid/spark', 'evil/spark') },
      name,
    ],
    ['another contract', contract({ properties: {} }), name],
    ['one more key', { ...data, note: '' }, name],
    ['a short hash', data, name.slice(0, -22)],
    ['no hash', data, 'release-1'],
    ['no name', data, ''],
  ])('fails on a ConfigMap that was replaced: %s', (_, given, under) => {
    expect(() => templateOf(given, under, { source: 't' })).toThrow(
      `ConfigMap ${JSON.stringify(under)} of template t does not hold what its name says: a name of this content ends with ` +
        `-${templateHash(given)}; somebody changed or replaced it`,
    );
  });

  it('fails on the content of another job', () => {
    expect(() => templateOf(data, `other-${templateHash(data)}`, { source: 't' })).toThrow(
      `holds job "kronodroid-iceberg"; its name must be ${name}`,
    );
  });

  it.each([
    [{}, 'template t has the keys (none); it needs application.yaml and parameters.schema.json'],
    [
      { ...data, 'application.yaml': 'kind: Pod' },
      "application.yaml of template t is no SparkApplication: it must have required property 'apiVersion'",
    ],
    [
      { ...data, 'application.yaml': stringify({ ...application(), spec: { sparkConf: { a: 1 } } }) },
      'is no SparkApplication: /spec/sparkConf/a must be string',
    ],
    [{ ...data, 'application.yaml': 'a: &a [*a]' }, 'template t is no YAML: Converting circular'],
    [{ ...data, 'parameters.schema.json': '{' }, 'parameters.schema.json of template t is no JSON:'],
    [contract(null), 'the contract of template t is none: it must be object'],
    [contract({}), "the contract of template t is none: it must have required property 'properties'"],
    [contract({ properties: null }), 'is none: /properties must be object'],
    [contract({ properties: {}, 'x-promotion-targets': 'main' }), '/x-promotion-targets must be array'],
    [
      contract({ properties: {}, 'x-promotion-targets': [] }),
      '/x-promotion-targets must NOT have fewer than 1',
    ],
    [contract({ properties: {}, 'x-promotion-targets': [1] }), '/x-promotion-targets/0 must be string'],
    [contract({ properties: {}, allOf: [] }), 'is none: it must NOT have additional properties'],
    [
      contract({ properties: {}, additionalProperties: true }),
      '/additionalProperties must be equal to constant',
    ],
    [property(null), 'is none: /properties/region must be object'],
    [property({ type: 'string', $ref: '#' }), '/properties/region must NOT have additional properties'],
    [
      property({ type: 'object', 'x-argument': '--region' }),
      '/properties/region/type must be equal to one of',
    ],
    [
      property({ 'x-argument': '--region' }),
      'parameter "region" has no type; give integer, number or string',
    ],
    [
      property({ type: 'string', 'x-argument': '-- region' }),
      '/properties/region/x-argument must match pattern',
    ],
    [
      property({}, 'image'),
      'parameter "image" is not known; this runner knows driverCores, driverMemory, executorCores, executorInstances, ' +
        'executorMemory, maxExecutors, timeToLiveSeconds and those with x-argument',
    ],
    [property({ type: 'string' }, 'constructor'), 'parameter "constructor" is not known'],
    [
      property({ type: 'string', 'x-argument': '--a' }, 'constructor'),
      'parameter "constructor" has no name in camelCase',
    ],
    [
      { ...data, 'parameters.schema.json': '{"properties":{"__proto__":{"type":"string"}}}' },
      'parameter "__proto__" is not known',
    ],
    [
      property({ type: 'string' }, 'driverCores'),
      'parameter "driverCores" has the type string; it is of type integer',
    ],
    [property({ 'x-argument': '--cores' }, 'driverCores'), 'is a field and cannot have x-argument'],
    [
      property({ type: 'string', 'x-argument': '--region', pattern: '(' }),
      'parameter "region" has a pattern that is no regular expression',
    ],
    ...[
      '--lakefs-branch',
      '--branch',
      '--sourceBranch',
      '--REPO',
      '--warehouse',
      '--catalog-name',
      '--ref',
    ].map((flag): [Record<string, string>, string] => [
      property({ type: 'string', 'x-argument': flag }),
      `parameter "region" sets ${flag}, which says where the job writes; a run writes to its own branch`,
    ]),
  ])('fails on %j', (given: Record<string, string>, message: string) => {
    expect(() => templateOf(given, named(given), { source: 't' })).toThrow(message);
  });

  it.each([
    [
      { type: 'string', 'x-environment': 'LAKEFS_BRANCH' },
      'parameter "region" sets LAKEFS_BRANCH, which is read by',
    ],
    [{ type: 'string', 'x-environment': 'OUT_BRANCH' }, 'sets OUT_BRANCH, which says where the job writes'],
    [{ type: 'string', 'x-environment': 'A=B' }, '/properties/region/x-environment must match pattern'],
    [
      { type: 'string', 'x-setting': 'spark.master' },
      'parameter "region" sets spark.master, which no run may',
    ],
    [{ type: 'string', 'x-setting': 'sql.a' }, '/properties/region/x-setting must match pattern'],
    [{ type: 'string', 'x-image': 'registry' }, '/properties/region/x-image must be equal to one of'],
    [{ type: 'integer', 'x-image': 'tag' }, 'parameter "region" has x-image and is no string'],
    [
      { type: 'string', 'x-image': 'tag', 'x-argument': '--tag' },
      'parameter "region" has x-argument and x-image; keep one',
    ],
    [
      { type: 'string', format: 'email', 'x-argument': '--a' },
      '/properties/region/format must be equal to constant',
    ],
    [{ type: 'integer', format: 'date', 'x-argument': '--a' }, 'has the format date and is no string'],
    [
      { type: 'string', 'x-latest': '2026-01-01', 'x-argument': '--a' },
      'has x-latest and not the format date',
    ],
    [
      { type: 'string', format: 'date', 'x-latest': '2026-02-30', 'x-argument': '--a' },
      'has x-latest "2026-02-30", which is no date such as 2026-01-31',
    ],
    [
      { type: 'string', 'x-environment': 'REGION' },
      'parameter region sets REGION, which the application is not released with',
    ],
  ])('fails on a property %j', (schema, message) => {
    const given = property(schema);
    expect(() => templateOf(given, named(given), { source: 't' })).toThrow(message);
  });

  it('fails on a contract of a time to come, and reads those of before', () => {
    const future = contract({ properties: { region: { 'x-secret': 'a' } }, 'x-version': 3 });
    expect(() => templateOf(future, named(future), { source: 't' })).toThrow(
      'the contract of template t is of version 3; this runner reads versions up to 2, so take a newer runner',
    );
    for (const version of [{}, { 'x-version': 1 }, { 'x-version': 2 }]) {
      const given = contract({ ...CONTRACT, ...version });
      expect(templateOf(given, named(given)).contract).toMatchObject(version);
    }
    for (const version of [0, -1, 1.5, '2', null]) {
      const given = contract({ ...CONTRACT, 'x-version': version });
      expect(() => templateOf(given, named(given))).toThrow('/x-version must be');
    }
  });

  it('holds what a contract leaves open to the limits of the library', () => {
    const given = contract({
      properties: {
        executorInstances: {},
        driverMemory: { type: 'string' },
        region: { type: 'string', 'x-argument': '--region' },
        limit: { type: 'integer', 'x-argument': '--limit' },
      },
    });
    expect(templateOf(given, named(given)).contract.properties).toMatchObject({
      executorInstances: { type: 'integer', minimum: 1, maximum: 1000 },
      driverMemory: { pattern: expect.stringContaining('9]t') },
      region: { maxLength: 1000 },
      limit: { minimum: 0, maximum: 2147483647 },
    });
  });

  it('keeps the branches that runs may be promoted to', () => {
    const given = contract({ ...CONTRACT, 'x-promotion-targets': ['gold', 'main'] });
    expect(templateOf(given, named(given)).contract['x-promotion-targets']).toEqual(['gold', 'main']);
  });

  it('keeps limits that a contract states itself', () => {
    const given = contract({ properties: { ...CONTRACT.properties, executorInstances: { maximum: 5000 } } });
    expect(templateOf(given, named(given)).contract.properties.executorInstances).toMatchObject({
      maximum: 5000,
    });
  });
});
