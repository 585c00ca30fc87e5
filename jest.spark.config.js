const base = require('./jest.config.js');

/** Level 1: real Spark, Iceberg, MinIO and lakeFS, without Kubernetes. */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real-spark/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/real-spark/global-setup.ts',
  testTimeout: 900_000,
};
