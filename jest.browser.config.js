import base from './jest.config.js';

/** The suites that drive a real browser; it is looked for in CHROMIUM and where packages put it. */
export default {
  ...base,
  testMatch: ['**/browser/*.suite.ts'],
  testTimeout: 120_000,
};
