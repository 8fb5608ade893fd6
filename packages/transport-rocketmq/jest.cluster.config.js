import { integration } from '@arq/tooling-jest-preset'

/** Many jobs under faults, and other versions of RocketMQ: `npm run test:full`. */
export default {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster.test.ts'],
}
