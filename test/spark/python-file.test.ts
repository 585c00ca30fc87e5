import { App, Chart, Duration } from 'cdk8s';
import fc from 'fast-check';
import { PythonFile, Schedule, ScheduledSparkApplication, SparkApplication } from '../../lib';
import { yamlOf } from '../support/yaml';

const text =
  "from pyspark.sql import SparkSession\n\nSparkSession.builder.getOrCreate().sql('SELECT 1').show()\n";

function application(chart: Chart, id: string, file: PythonFile, namespace?: string): SparkApplication {
  const app = new SparkApplication(chart, id, {
    mainApplicationFile: file.mainApplicationFile,
    sparkVersion: '3.5.8',
    image: 'apache/spark:3.5.8-java17-python3',
    serviceAccount: { serviceAccountName: 'spark' },
    timeToLive: Duration.days(1),
    namespace,
  });
  app.with(file);
  return app;
}

function kinds(chart: Chart): string[] {
  return (chart.toJson() as { kind: string }[]).map(({ kind }) => kind);
}

describe('PythonFile', () => {
  it('is a ConfigMap, mounted in the driver', () => {
    const chart = new Chart(new App(), 'jobs', { namespace: 'data' });
    application(chart, 'etl', PythonFile.inline('etl.py', text));
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('leaves the application a name of its own', () => {
    const chart = new Chart(new App(), 'jobs');
    const app = application(chart, 'etl', PythonFile.inline('etl.py', text));
    expect((chart.toJson() as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)).toEqual(
      [expect.stringMatching(/^etl-[0-9a-f]{10}$/), app.name],
    );
  });

  it('comes before the application and once for a namespace', () => {
    const chart = new Chart(new App(), 'jobs');
    const file = PythonFile.inline('etl.py', text);
    application(chart, 'one', file);
    application(chart, 'two', file);
    application(chart, 'three', file, 'other');
    expect(kinds(chart).filter((kind) => kind === 'ConfigMap')).toHaveLength(2);
    const objects = chart.toJson() as { kind: string; metadata: { namespace?: string } }[];
    const place = (kind: string) =>
      objects.findIndex((object) => object.kind === kind && object.metadata.namespace === 'other');
    expect(place('ConfigMap')).toBeLessThan(place('SparkApplication'));
  });

  it('stands beside a second file', () => {
    const chart = new Chart(new App(), 'jobs');
    const app = application(chart, 'etl', PythonFile.inline('etl.py', text));
    app.with(PythonFile.inline('helpers.py', 'x = 1\n'));
    expect(kinds(chart)).toEqual(['ConfigMap', 'ConfigMap', 'SparkApplication']);
  });

  it('goes with a scheduled application', () => {
    const chart = new Chart(new App(), 'jobs');
    const file = PythonFile.inline('etl.py', text);
    new ScheduledSparkApplication(chart, 'etl', {
      schedule: Schedule.expression('@daily'),
      template: {
        mainApplicationFile: file.mainApplicationFile,
        sparkVersion: '3.5.8',
        image: 'spark:3.5.8',
        serviceAccount: { serviceAccountName: 'spark' },
      },
    }).with(file);
    expect(kinds(chart)).toContain('ConfigMap');
  });

  it('has another name, and so is another run, when the text changes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        const name = (body: string) => PythonFile.inline('etl.py', `#${body}`).configMapName;
        expect(name(a) === name(b)).toBe(a === b);
      }),
    );
  });

  it('has a legal name, whatever the file is called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,50}$/), (stem) => {
        const { configMapName } = PythonFile.inline(`${stem}.py`, text);
        expect(configMapName).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  it('fails when two files want one place', () => {
    const app = application(new Chart(new App(), 'jobs'), 'etl', PythonFile.inline('etl.py', text));
    expect(() => app.with(PythonFile.inline('etl.py', 'pass'))).toThrow(
      /driver\.volumeMounts\[\/opt\/jobs\/etl\.py\] is .* by Python file etl\.py and .* by Python file etl\.py; rename or remove/,
    );
  });

  it('fails when it is too large, empty, or not called .py', () => {
    expect(() => PythonFile.inline('etl.py', '#'.repeat(900 * 1024 + 1))).toThrow(
      'Python file "etl.py": it has 921601 bytes, at most 921600 fit into a ConfigMap; put it into an image or a bucket',
    );
    expect(PythonFile.inline('etl.py', '#'.repeat(900 * 1024)).fileName).toBe('etl.py');
    expect(() => PythonFile.inline('jobs/etl', ' \n')).toThrow(
      'Python file "jobs/etl": fileName is "jobs/etl"; it must be 4 to 54 letters, digits, dots, dashes and underscores ' +
        'that end in .py, for example etl.py; ' +
        'it has no text; give the program as a string, as readFileSync(file, "utf8") does',
    );
  });
});
