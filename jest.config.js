/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^cdk8s-spark-operator$': '<rootDir>/lib/index.ts',
    // Imported when it is needed, under the name that TypeScript asks for.
    '^\\./(check|(?:applications|backfill|preflight|release|runs)/[\\w-]+)\\.js$':
      '<rootDir>/runner/src/$1.ts',
    '^\\./open-lineage\\.js$': '<rootDir>/runner/src/events/open-lineage.ts',
    '^\\./(fix/fix|config/load-config|cluster)\\.js$': '<rootDir>/lib/check/$1.ts',
  },
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/runner/test/**/*.test.ts'],
  // Levels 1 to 4 need servers or a cluster and have their own commands.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/(real-spark|cluster|e2e|tools|airflow)/',
    '<rootDir>/runner/test/cluster/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/build/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
  snapshotSerializers: ['<rootDir>/test/support/plain-text.ts'],
  testTimeout: 30_000,
};
