import type { NamedFunction } from '@arq/client'
import { type EnqueueableTask, renderText } from '@arq/core'

import type { EnqueuedTestJob, ExpectedArguments } from './enqueued-job.js'
import { type Expected, expectEnqueued, patternOf } from './expectations.js'
import { texts } from './texts.js'

/** What a matcher answers, to jest and to vitest alike. */
export interface MatcherAnswer {
  readonly pass: boolean
  readonly message: () => string
  readonly actual?: unknown
  readonly expected?: unknown
}

/** What has enqueued jobs: a `TestArq`, or the context of a task that was run by itself. */
export interface HasEnqueued {
  readonly enqueued: readonly EnqueuedTestJob[]
}

/**
 * What {@link arqMatchers} add to `expect`, for the declarations of your runner; `R` is what its matchers give.
 *
 * @example
 * ```ts
 * declare module 'vitest' {
 *   interface Assertion<T> extends ArqMatchers {}
 * }
 * declare module 'expect' { // jest
 *   interface Matchers<R> extends ArqMatchers<R> {}
 * }
 * ```
 */
export interface ArqMatchers<R = void> {
  /** A job of this task was enqueued, with these arguments; without a task, any. See `TestArq.expectEnqueued`. */
  toHaveEnqueued<I>(task: EnqueueableTask<I>, args?: ExpectedArguments<I>, expected?: Expected): R
  toHaveEnqueued(task?: NamedFunction | string, args?: ExpectedArguments, expected?: Expected): R
}

/**
 * Matchers for `expect.extend` of jest and of vitest. `expect(arq).toHaveEnqueued(sendEmail, ['a@b.c'])` is
 * `arq.expectEnqueued(sendEmail, ['a@b.c'])`, and `.not` its opposite.
 *
 * @example
 * ```ts
 * expect.extend(arqMatchers)
 * expect(arq).toHaveEnqueued(sendEmail, [expect.stringContaining('@'), 'Welcome'], { deferBy: '1h' })
 * expect(arq).not.toHaveEnqueued(chargeCard)
 * ```
 */
export const arqMatchers = {
  toHaveEnqueued(
    received: unknown,
    enqueueable?: unknown,
    args?: ExpectedArguments,
    expected: Expected = {},
  ): MatcherAnswer {
    if (!hasEnqueued(received)) throw new TypeError(renderText(texts.notAKit()))
    const { times, ...options } = expected
    const pattern = patternOf(enqueueable, args, options)
    const spoken = { language: 'en' } as const
    try {
      const found = expectEnqueued(received.enqueued, pattern, spoken, times)
      const wanted = `${pattern.task ?? '*'} × ${String(found.length)}`
      const negated = texts.isEnqueued({ wanted, found: '' })
      return { pass: true, message: () => renderText(negated) }
    } catch (error) {
      const { message, actual, expected: wanted } = error as Required<MatcherError>
      return { pass: false, message: () => message, actual, expected: wanted }
    }
  },
}

type MatcherError = Error & { readonly actual?: unknown; readonly expected?: unknown }

const hasEnqueued = (value: unknown): value is HasEnqueued =>
  typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'enqueued'))
