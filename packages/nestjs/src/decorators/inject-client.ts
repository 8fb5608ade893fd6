import { Inject } from '@nestjs/common'

import { getClientToken } from '../tokens.js'

/**
 * Injects a client: `@InjectClient() client: ArqClient`, or `@InjectClient('billing')` for
 * `ArqModule.forRoot({ name: 'billing', … })`. Works without `emitDecoratorMetadata`.
 */
export const InjectClient = (name?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getClientToken(name))
