const base = require('./jest.config.js');

/** Real helm with the charts of all known versions, without a cluster. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/tools/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 900_000,
};
