import { unit } from '@arq/tooling-jest-preset'

import { withDecorators } from './test/with-decorators.js'

export default withDecorators(unit)
