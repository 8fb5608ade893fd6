import { ConfigurationError, InvalidArguments } from '@arq/core'

/** How the client names the only job of a batch. */
const PLACE = /^specs\[0\]\.?/

/** An error of a batch of one, as if its job had been sent by itself: the page knows of no batch. Pure. */
export function aboutOneJob(error: unknown): unknown {
  if (error instanceof InvalidArguments) {
    const issues = error.issues.map(({ path, message }) => ({
      path: path.replace(PLACE, ''),
      message,
    }))
    return new InvalidArguments({ task: String(error.details['task']), issues })
  }
  // The client keeps the first one, which knows its texts in every language.
  const isWrapped = error instanceof ConfigurationError && error.cause instanceof ConfigurationError
  return isWrapped ? error.cause : error
}
