import { integration } from '@arq/tooling-jest-preset'

export default integration
