import { integration } from '@arq/tooling-jest-preset'

/** Clusters of brokers, which take long and much memory: `npm run test:full`. */
export default {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster.test.ts'],
}
