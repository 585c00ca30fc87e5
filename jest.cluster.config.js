const base = require('./jest.config.js');

/** Level 2 and 3: an API server and the operator, without Spark. KUBECONFIG says which cluster. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts', '<rootDir>/runner/test/cluster/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/cluster/support/target.ts',
  testTimeout: 300_000,
};
