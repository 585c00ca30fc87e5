/**
 * Loads TypeScript into one process, again and again: a mutant must not see what an earlier one left in a memo, and
 * what node_modules hold is loaded once.
 */
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const vm = require('node:vm');
const { transformSync } = require('@swc/core');

const ROOT = process.cwd();
const scripts = new Map();

function compiled(filename) {
  const known = scripts.get(filename);
  if (known !== undefined) return known;
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const script = new vm.Script(Module.wrap(code), { filename });
  scripts.set(filename, script);
  return script;
}

// As jest looks for them: history.ts stands before history.json.
const extensions = { ...Module._extensions };
for (const suffix of Object.keys(extensions)) delete Module._extensions[suffix];
Module._extensions['.ts'] = (module, filename) => {
  const load = (id) => module.require(id);
  load.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  load.cache = Module._cache;
  compiled(filename).runInThisContext()(module.exports, load, module, filename, dirname(filename));
};
Object.assign(Module._extensions, extensions);

// As jest.config.js maps names.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  if (request === 'cdk8s-spark-operator') return join(ROOT, 'lib/index.ts');
  if (request === './check.js') return join(ROOT, 'runner/src/check.ts');
  return resolve.call(Module, request, ...rest);
};

/** Forgets what this repository has loaded; data stays. */
function forget() {
  for (const name of Object.keys(Module._cache)) {
    if (name.startsWith(ROOT + sep) && name.endsWith('.ts')) delete Module._cache[name];
  }
}

module.exports = { forget };
