/** Jest runs the TypeScript as Node does: types stripped, nothing compiled. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.js' },
  testTimeout: 30_000,
  // Both cores of a small machine; a worker that has kept too much of what it loaded is started anew.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1500MB',
};
