// Bundles the runner with everything that it needs into one file, build/spark-runner.cjs, and the licenses of all that
// is in it beside it.
import { build } from 'esbuild';
import { dirname, join, relative, resolve } from 'node:path';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = join(import.meta.dirname, '..');
const outfile = process.argv[2] ?? 'build/spark-runner.cjs';

/** KubeConfig makes API clients and options for fetch too; the runner asks for neither, and they are nine tenths of it. */
const withoutApiClients = {
  name: 'without-api-clients',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/gen\/index\.js|node-fetch)$/ }, ({ path, importer }) =>
      importer.endsWith('/client-node/dist/config.js') ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Data that is a text until it is asked for costs a start less than the same as code, which V8 has to look through. */
const jsonAsText = {
  name: 'json-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/cli.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  // They are in the notices, with the licenses that ask for them.
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // The root of the package has every API of Kubernetes, four times the size of the rest.
  alias: { '@kubernetes/client-node': '@kubernetes/client-node/dist/config.js' },
  plugins: [withoutApiClients, jsonAsText],
});

/** Folders of the packages whose code is in the bundle; this one is the first. */
function packagesOf(inputs) {
  const folders = Object.entries(inputs)
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith('unused:'))
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .map((folder) => (folder === undefined ? root : join(import.meta.dirname, folder)));
  return [...new Set(folders)].sort();
}

function noticesOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name} has no file with its license: ${relative(root, folder)}`);
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

const [output] = Object.values(metafile.outputs);
const notices = packagesOf(output.inputs).map(noticesOf);
const file = join(dirname(resolve(import.meta.dirname, outfile)), 'THIRD-PARTY-NOTICES.txt');
writeFileSync(file, `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
