import { AssertionError } from 'node:assert/strict'

// Between two looks at something that sends no event.
const LOOK_AGAIN_AFTER_MS = 10

/** What is waited for, in words; asked only when it did not come, so it can tell how far things got. */
export type Awaited = string | (() => string)

const inWords = (what: Awaited): string => (typeof what === 'string' ? what : what())

/**
 * Waits for something that is to happen.
 * @throws {@link AssertionError} naming what did not happen in time
 */
export async function within<T>(
  timeoutMs: number,
  what: Awaited,
  happening: T | PromiseLike<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `did not happen within ${timeoutMs} ms: ${inWords(what)}`
      reject(new AssertionError({ message }))
    }, timeoutMs)
  })
  try {
    return await Promise.race([happening, timeUp])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Waits for something that can only be asked for, again and again.
 * @throws {@link AssertionError} naming what did not come true in time
 */
export async function until(
  timeoutMs: number,
  what: Awaited,
  isTrue: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (!(await within(timeoutMs, what, isTrue()))) {
    if (performance.now() >= deadlineMs) {
      throw new AssertionError({ message: `not true after ${timeoutMs} ms: ${inWords(what)}` })
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_AFTER_MS))
  }
}
