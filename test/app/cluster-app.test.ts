import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { ClusterApp, HelmValues, ManifestFile, Release, SparkOperator } from '../../lib';

describe('ClusterApp', () => {
  let outdir: string;
  beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'cluster-app-'))));
  afterEach(() => {
    rmSync(outdir, { recursive: true });
  });
  const read = (path: string): string => readFileSync(join(outdir, path), 'utf8');
  const configMap = (chart: Chart): ApiObject =>
    new ApiObject(chart, 'c', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } });

  it('writes each file into its folder, with its head', () => {
    const app = new ClusterApp({ outdir });
    configMap(new ManifestFile(app, 'rbac', { folder: 'apply', header: 'Who may do what.\n\nApply it.' }));
    new HelmValues(app, 'values', { folder: 'helm', release: new Release({ values: { a: { b: 1 } } }) });
    app.synth();
    expect(read('apply/rbac.yaml')).toBe(
      '# Who may do what.\n#\n# Apply it.\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n',
    );
    expect(read('helm/values.yaml')).toBe('a:\n  b: 1\n');
    expect(readdirSync(outdir).sort()).toEqual(['apply', 'helm']);
  });

  it('writes a plain chart as <id>.yaml', () => {
    const app = new ClusterApp({ outdir });
    configMap(new Chart(app, 'plain'));
    app.synth();
    expect(read('plain.yaml')).toContain('kind: ConfigMap');
  });

  it('fails when two files want one path', () => {
    const app = new ClusterApp({ outdir });
    new ManifestFile(app, 'rbac', { folder: 'apply' });
    new HelmValues(new ManifestFile(app, 'other'), 'rbac', {
      folder: 'apply',
      release: new Release({ values: {} }),
    });
    expect(() => {
      app.synth();
    }).toThrow('file "apply/rbac.yaml" is written twice; give one another id or folder');
  });

  it('writes nothing when a validation fails', () => {
    const app = new ClusterApp({ outdir });
    const chart = new ManifestFile(app, 'rbac');
    chart.node.addValidation({ validate: () => ['something is wrong'] });
    expect(() => {
      app.synth();
    }).toThrow('something is wrong');
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('asks the validations also where there is no chart', () => {
    const app = new ClusterApp({ outdir });
    new SparkOperator(app, 'spark-operator', { webhook: { port: 443 } });
    expect(() => {
      app.synth();
    }).toThrow(
      'privileged-webhook-port: webhook.port of values of the Spark Operator chart (spark-operator)',
    );
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('takes resolvers', () => {
    const app = new ClusterApp({
      outdir,
      resolvers: [
        {
          resolve: (context) => {
            if (context.value === 'placeholder') context.replaceValue('c2');
          },
        },
      ],
    });
    const chart = new ManifestFile(app, 'rbac');
    new ApiObject(chart, 'c', { apiVersion: 'v1', kind: 'ConfigMap', data: { key: 'placeholder' } });
    app.synth();
    expect(read('rbac.yaml')).toContain('key: c2');
  });
});
