/**
 * Loads TypeScript into one process, again and again: a mutant must not see what an earlier one left in a memo, and
 * what node_modules hold is loaded once.
 */
const Module = require('node:module');
const { existsSync, readFileSync } = require('node:fs');
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
  // What runs once when a module is loaded is no part of the test that needed it first.
  const stryker = globalThis.__stryker__ ?? {};
  const { currentTestId } = stryker;
  stryker.currentTestId = undefined;
  try {
    compiled(filename).runInThisContext()(module.exports, load, module, filename, dirname(filename));
  } finally {
    stryker.currentTestId = currentTestId;
  }
};
Object.assign(Module._extensions, extensions);

// As jest.config.js maps names: what is imported when it is needed has the name that it will have when it is built.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  if (request === 'cdk8s-spark-operator') return join(ROOT, 'lib/index.ts');
  if (/^\.\/.*\.js$/.test(request) && parent?.filename.startsWith(ROOT + sep)) {
    const source = join(dirname(parent.filename), `${request.slice(0, -'.js'.length)}.ts`);
    if (existsSync(source)) return source;
  }
  return resolve.call(Module, request, parent, ...rest);
};

/** Forgets what this repository has loaded; data stays. */
function forget() {
  for (const name of Object.keys(Module._cache)) {
    if (name.startsWith(ROOT + sep) && name.endsWith('.ts')) delete Module._cache[name];
  }
}

module.exports = { forget };
