import { integration } from '@arq/tooling-jest-preset'

export default {
  ...integration,
  // Tests of the contract wait for the broker most of their time.
  maxConcurrency: 16,
}
