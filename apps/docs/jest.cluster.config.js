import { integration } from '@arq/tooling-jest-preset'

/** The whole site is built, which takes a minute and more of the processor: `npm run test:full`. */
export default {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster.test.ts'],
}
