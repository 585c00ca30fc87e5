import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { ClusterApp, HelmValues, ManifestFile } from '../../lib';

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
    new HelmValues(app, 'values', { folder: 'helm', values: { a: { b: 1 } } });
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

  it('fails when two charts want one file', () => {
    const app = new ClusterApp({ outdir });
    new ManifestFile(app, 'rbac', { folder: 'apply' });
    new HelmValues(new ManifestFile(app, 'other'), 'rbac', { folder: 'apply', values: {} });
    expect(() => {
      app.synth();
    }).toThrow('file "apply/rbac.yaml" has two charts; give one another id or folder');
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
});
