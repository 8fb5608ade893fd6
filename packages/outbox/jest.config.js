import { unit } from '@arq/tooling-jest-preset'

export default unit
