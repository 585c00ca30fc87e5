import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = join(__dirname, '../..');
const example = join(root, 'examples/runs/report.ts');

test('docs/runs.md shows the example as it is compiled', () => {
  expect(readFileSync(join(root, 'docs/runs.md'), 'utf8')).toContain(
    `\`\`\`ts\n${readFileSync(example, 'utf8')}\`\`\``,
  );
});

test('the example releases a job without a branch and starts it by a clock', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'runs-'));
  try {
    execFileSync(process.execPath, ['--import', 'tsx', example], {
      cwd: root,
      env: { ...process.env, CDK8S_OUTDIR: outdir },
      stdio: 'pipe',
    });
    expect(readdirSync(outdir).sort()).toEqual(['manual.k8s.yaml', 'report.k8s.yaml']);
    const objects = parseAllDocuments(readFileSync(join(outdir, 'report.k8s.yaml'), 'utf8')).map((document) =>
      document.toJS(),
    );
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'CronJob',
      'Role',
      'Role',
      'RoleBinding',
      'RoleBinding',
      'ServiceAccount',
      'ServiceAccount',
    ]);
    const contract = JSON.parse(
      objects.find(({ kind }) => kind === 'ConfigMap').data['parameters.schema.json'],
    );
    expect(contract['x-isolation']).toBe('none');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
