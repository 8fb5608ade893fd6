import { readProperty } from '@arq/core/internal'

import { hasMethods } from './has-methods.js'
import type { Library } from './library.js'

/** What `prisma.$transaction(async (tx) => …)` gives. */
export interface PrismaTransaction {
  $executeRawUnsafe(...args: never[]): unknown
}

export const prisma: Library = {
  name: 'Prisma',
  owns: (value) => hasMethods(value, '$executeRawUnsafe'),
  // From Prisma 7 on a transaction can begin another one: `$transaction` does not tell.
  isOutside: (value) => hasMethods(value, '$connect'),
  dialectOf: (value) => {
    const provider = readProperty(value, '_activeProvider')
    if (provider === 'postgresql' || provider === 'cockroachdb') return 'postgresql'
    return provider === 'mysql' ? 'mysql' : undefined
  },
  // "Unsafe" is the text, which is ours; values go beside it.
  run: (value, text, values) => (value as Runner).$executeRawUnsafe(text, ...values),
}

interface Runner {
  $executeRawUnsafe(text: string, ...values: readonly unknown[]): Promise<unknown>
}
