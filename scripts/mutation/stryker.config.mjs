/** `npm run mutation -- --mutate 'lib/rules/pod/*.ts'` asks about one folder; what is known stays in the cache. */
export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutation/test-runner.mjs'],
  ignorers: ['sample'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: 'node_modules/.cache/mutation.json',
  // What is read once when a module is loaded: most of it is the prose of the rules, which docs/rules.md shows.
  ignoreStatic: true,
  // Nearly all other texts are messages.
  mutator: { excludedMutations: ['StringLiteral'] },
  mutate: [
    'lib/rules/**/*.ts',
    'lib/{access,credentials,gitops,iceberg,kronodroid,lakefs,nessie,operator}/**/*.ts',
    'lib/{pipeline,platform,runs,spark,storage}/**/*.ts',
    'runner/src/**/*.ts',
  ],
  // Types are not looked at, and a test compares an example with its page.
  disableTypeChecks: false,
  ignorePatterns: ['build', 'dist-jsii'],
  tempDirName: 'node_modules/.cache/mutation',
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 60,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'node_modules/.cache/mutation-report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
