import { integration } from '@arq/tooling-jest-preset'

/** What needs a server that few have: `npm run test:full`. */
export default {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster.test.ts'],
}
