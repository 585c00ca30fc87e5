import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { expectValidSparkApplication } from '../support/schema';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const main = join(root, 'examples/etl/main.ts');

describe('README', () => {
  it('shows the example that is compiled', () => {
    expect(/<!-- examples\/etl\/main.ts -->\n\n```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(
      readFileSync(main, 'utf8'),
    );
  });

  it('has an example that synthesizes', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'etl-'));
    try {
      execFileSync(process.execPath, ['--import', 'tsx', main], {
        cwd: root,
        env: { ...process.env, CDK8S_OUTDIR: outdir },
        stdio: 'pipe',
      });
      expect(readdirSync(outdir)).toHaveLength(2);
      const objects = parseAllDocuments(readFileSync(join(outdir, 'etl.k8s.yaml'), 'utf8')).map((d) =>
        d.toJS(),
      );
      expect(objects.map((object) => object.kind)).toEqual([
        'ServiceAccount',
        'Role',
        'RoleBinding',
        'SparkApplication',
      ]);
      expectValidSparkApplication(objects[3]);
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  it('lists every prop of the Kronodroid job', () => {
    const props = readFileSync(join(root, 'lib/kronodroid/kronodroid-iceberg-job-props.ts'), 'utf8');
    const table = readme.slice(readme.indexOf('## The Kronodroid job'));
    for (const [, name] of props.matchAll(/readonly (\w+)\?:/g)) expect(table).toContain(`\`${name}\``);
  });

  it('links to files that exist', () => {
    const paths = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path]) => path!);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
