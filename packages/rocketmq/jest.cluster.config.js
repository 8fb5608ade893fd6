import { integration } from '@arq/tooling-jest-preset'

/** Other versions of RocketMQ, and the Java peer itself: `npm run test:full`. */
export default {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster.test.ts'],
}
