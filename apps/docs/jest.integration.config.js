import { integration } from '@arq/tooling-jest-preset'

// What runs in the pages of readers has its tests there; before it there are none.
export default { ...integration, passWithNoTests: true }
