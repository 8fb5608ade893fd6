import { integration } from '@arq/tooling-jest-preset'

import { withDecorators } from './test/with-decorators.js'

export default withDecorators(integration)
