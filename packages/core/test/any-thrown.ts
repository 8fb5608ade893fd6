import { weirdThrown } from '@arq/tooling-jest-preset/weird-thrown'
import fc from 'fast-check'

/**
 * Makers of values that a program can throw, and that break code which takes them for errors. The values themselves
 * would break fast-check, too.
 */
export const anyThrown: fc.Arbitrary<() => unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...weirdThrown) },
  {
    weight: 1,
    arbitrary: fc
      .anything({ withNullPrototype: true, withBigInt: true })
      .map((value) => () => value),
  },
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          name: fc.anything(),
          message: fc.anything(),
          stack: fc.anything(),
          code: fc.anything(),
          cause: fc.anything(),
          errors: fc.anything(),
        },
        { requiredKeys: [] },
      )
      .map((properties) => () => Object.assign(new Error('base'), properties)),
  },
)
