import { createRequire } from 'node:module'
import vm from 'node:vm'

if (typeof vm.SourceTextModule !== 'function') {
  // Without it @swc/jest silently emits CommonJS, and ESM-only packages fail to load.
  throw new Error("run jest with NODE_OPTIONS='--experimental-vm-modules' (npm test does)")
}

const require = createRequire(import.meta.url)

const base = {
  reporters: ['default', require.resolve('./left-open.js')],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  restoreMocks: true,
  // Siblings are loaded from their sources: no build before a test.
  testEnvironmentOptions: { customExportConditions: ['@arq/source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      require.resolve('@swc/jest'),
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
}

/** Tests without network: `test/**` but not `test/integration`, nor `test/cluster`. */
export const unit = {
  ...base,
  displayName: 'unit',
  // It ends a test that hangs. On a busy machine, one that works may take many times as long as alone.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/integration/',
    '<rootDir>/test/cluster/',
  ],
}

/** Tests against real servers: `test/integration/*.integration.test.ts`. */
export const integration = {
  ...base,
  displayName: 'integration',
  testMatch: ['<rootDir>/test/integration/**/*.integration.test.ts'],
  // As above; servers that are started and ended take their time, too. No test needs a limit of its own.
  testTimeout: 300_000,
}
