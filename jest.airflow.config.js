const base = require('./jest.config.js');

/** Airflow 3 from PyPI, with the runner in pods of the cluster that KUBECONFIG says, and an operator that plays states. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/airflow/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/airflow/support/setup.ts',
  testTimeout: 900_000,
};
