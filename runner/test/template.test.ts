import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readTemplate, templateOf } from '../src/template';
import { application, CONTRACT } from './fixtures';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, 'template.yaml');
  writeFileSync(path, text);
  return path;
}

const data = {
  'application.yaml': stringify(application()),
  'parameters.schema.json': JSON.stringify(CONTRACT),
};

describe('readTemplate', () => {
  it('reads the ConfigMap of a release among other objects', () => {
    const text = [{ kind: 'Namespace' }, { kind: 'ConfigMap', data }]
      .map((item) => stringify(item))
      .join('---\n');
    const template = readTemplate(file(text));
    expect(template.application).toEqual(application());
    expect(Object.keys(template.contract.properties)).toContain('testLimit');
    expect(template.digest).toBe(templateOf(data, 'x').digest);
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
  it.each([
    [{}, 'template t has the keys (none); it needs application.yaml and parameters.schema.json'],
    [{ ...data, 'application.yaml': 'kind: Pod' }, 'application.yaml of template t is no SparkApplication'],
    [{ ...data, 'parameters.schema.json': '{' }, 'parameters.schema.json of template t is no JSON:'],
    [
      { ...data, 'parameters.schema.json': '{}' },
      'the contract of template t has no properties; this runner knows',
    ],
    [
      { ...data, 'parameters.schema.json': '{"properties":{"image":{}}}' },
      'the contract of template t has the parameters image; this runner knows driverCores, driverMemory, ' +
        'executorCores, executorInstances, executorMemory, maxExecutors, timeToLiveSeconds and those with x-argument',
    ],
  ])('fails on %j', (given, message) => {
    expect(() => templateOf(given, 't')).toThrow(message);
  });
});
