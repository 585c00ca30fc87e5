const base = require('./jest.config.js');

/** Level 4: the operator, Spark, MinIO and lakeFS on the cluster that KUBECONFIG says. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/cluster/support/target.ts',
  testTimeout: 900_000,
};
