/** Jest runs the sources as ES modules; swc only strips the types (tsc checks them in its own gate). */
const sources = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
};

const rules = '<rootDir>/test/domain/**/*.test.ts';

export default {
  watchman: false,
  // Real parts on a busy machine take their time, which fails nothing: where time is the point, a test expects it.
  testTimeout: 180_000,
  // Modules of every file stay in a worker's memory: a new worker is cheaper than collecting them.
  workerIdleMemoryLimit: '900MB',
  projects: [
    { ...sources, displayName: 'rules', testMatch: [rules] },
    {
      ...sources,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/domain/'],
      // One real PostgreSQL and one real Temporal for all of them; the rules need neither.
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
  ],
};
