import { unit } from '@arq/tooling-jest-preset'

export default {
  ...unit,
  testPathIgnorePatterns: [...unit.testPathIgnorePatterns, '<rootDir>/test/cluster/'],
}
