import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { ClusterApp, OutputFile, SparkOperator } from '../../lib';
import { printed } from '../support/console';

class Note extends OutputFile {
  public documents(): unknown[] {
    return [{ note: this.node.id }];
  }
}

describe('OutputFile', () => {
  let outdir: string;
  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), 'output-file-'));
  });
  afterEach(() => {
    rmSync(outdir, { recursive: true });
  });
  const read = (path: string): string => readFileSync(join(outdir, path), 'utf8');
  const written = (): string[] =>
    readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

  function fill<T extends App>(app: T): T {
    new ApiObject(new Chart(app, 'jobs'), 'c', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
    });
    new SparkOperator(app, 'spark-operator', { folder: 'helm' });
    return app;
  }

  test.each([
    [YamlOutputType.FILE_PER_APP, 'app.k8s.yaml'],
    [YamlOutputType.FILE_PER_CHART, 'jobs.k8s.yaml'],
    [YamlOutputType.FILE_PER_RESOURCE, 'ConfigMap.c.k8s.yaml'],
    [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, 'jobs/ConfigMap.c.k8s.yaml'],
  ])(
    'is written by a plain app with output type %s, apart from its manifests',
    (yamlOutputType, manifests) => {
      fill(new App({ outdir, yamlOutputType })).synth();
      expect(written().sort()).toEqual([manifests, 'helm/values.yaml'].sort());
      expect(read('helm/values.yaml')).toMatch(/^# Values of the Helm release spark-operator, chart/);
      expect(read(manifests)).toMatch(/^apiVersion: v1\nkind: ConfigMap\n/);
      expect(read(manifests)).not.toContain('jobNamespaces');
    },
  );

  it('is written by a ClusterApp, once', () => {
    fill(new ClusterApp({ outdir })).synth();
    expect(written().sort()).toEqual(['helm/values.yaml', 'jobs.yaml']);
  });

  it('is no manifest: synthYaml() leaves it out, and says so once', () => {
    const app = fill(new App({ outdir }));
    expect(app.synthYaml()).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n');
    app.synthYaml();
    expect(printed()).toEqual([
      'warning: file helm/values.yaml is no part of synthYaml(), which has Kubernetes objects only; synth() writes it',
    ]);
    app.synth();
    expect(written()).toContain('helm/values.yaml');
  });

  it('says nothing where a chart is rendered alone', () => {
    const app = fill(new App({ outdir }));
    expect((app.node.findChild('jobs') as Chart).toJson()).toHaveLength(1);
    expect(printed()).toEqual([]);
  });

  it('fails in an app whose methods cannot be followed, and that would lose it', () => {
    const app = new App({ outdir });
    Object.defineProperty(app, 'synth', { value: app.synth.bind(app), writable: false });
    fill(app);
    expect(() => {
      app.synth();
    }).toThrow(
      '[spark-operator/values] file helm/values.yaml cannot be written by this app; make the app a ClusterApp, which writes it',
    );
    expect(written()).toEqual([]);
  });

  it('fails when two files want one path', () => {
    const app = new App({ outdir });
    new Note(app, 'note');
    new Note(new Construct(app, 'other'), 'note');
    expect(() => {
      app.synth();
    }).toThrow('file "note.yaml" is written twice; give one another id or folder');
  });

  it('has the head as comments, and writes its documents in order', () => {
    const app = new App({ outdir });
    class Two extends Note {
      public override documents(): unknown[] {
        return [{ a: 1 }, { b: 2 }];
      }
    }
    new Two(app, 'two', { header: 'First line.\n\nThird line.' });
    app.synth();
    expect(read('two.yaml')).toBe('# First line.\n#\n# Third line.\na: 1\n---\nb: 2\n');
  });
});
