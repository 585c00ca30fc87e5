// Bundles the runner with everything that it needs into one file: build/spark-runner.cjs.
import { build } from 'esbuild';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/cli.ts'],
  outfile: process.argv[2] ?? 'build/spark-runner.cjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
});
