import base from './jest.config.js';

/** The suites that run on MongoDB; one is found or started first, and the run fails without. */
export default {
  ...base,
  testMatch: [
    '**/storage/mongodb.suite.ts',
    '**/storage/mongodb/*.suite.ts',
    // The same sentences over HTTP, on this store.
    '**/access/*.test.ts',
    '**/audit/*.test.ts',
    '**/clients/*.test.ts',
    '**/interaction/**/*.test.ts',
    '**/search/*.test.ts',
    '**/smart/single-use.test.ts',
    '**/smart/token-refresh.test.ts',
    '**/operation/everything/*.test.ts',
    '**/operation/observation/*.test.ts',
    '**/operation/package/*.test.ts',
    '**/operation/terminology/*.test.ts',
    '**/study/record-rule/*.test.ts',
  ],
  // Some sentences ask thousands of questions, each of which goes over the network here.
  testTimeout: 120_000,
  globalSetup: '<rootDir>/test/mongodb/global-setup.ts',
  globalTeardown: '<rootDir>/test/mongodb/global-teardown.ts',
};
