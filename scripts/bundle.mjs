// Bundles the command into one file beside the compiled library, build/cli.js: three hundred files take longer to load
// than a manifest takes to check. Its tables stay files, which are read when they are needed.
import { build } from 'esbuild';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const outfile = process.argv[2] ?? join(root, 'build', 'cli.js');

const tablesAsFiles = {
  name: 'tables-as-files',
  setup({ onResolve }) {
    onResolve({ filter: /\.json$/ }, ({ path, resolveDir }) => ({
      path: `./${relative(root, join(resolveDir, path))}`,
      external: true,
    }));
  },
};

/** A command of commander can be another program; ours are not, and what starts programs is slow to load. */
const withoutPrograms = {
  name: 'without-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('/commander/') ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

await build({
  absWorkingDir: root,
  entryPoints: ['lib/cli.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Names stay: a stack trace of a user must say where.
  minifyWhitespace: true,
  minifySyntax: true,
  // The packages are in the package of this one, with their licenses.
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [tablesAsFiles, withoutPrograms],
});
