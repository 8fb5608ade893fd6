import type { Message } from '@arq/core'

import { messages } from './messages.js'

/** Every way a job of the demo is meant to end. */
export const OUTCOMES = {
  completed: messages.completed(),
  typed: messages.typed(),
  onTime: messages.onTime(),
  secondAttempt: messages.secondAttempt(),
  onlyOnce: messages.onlyOnce(),
  deadLetter: messages.deadLetter(),
  gaveUp: messages.gaveUp(),
  expired: messages.expired(),
  aborted: messages.aborted(),
} as const satisfies Record<string, Message>

export type Expected = keyof typeof OUTCOMES

/** How a job did end: as one of the ways above, or otherwise, in words. */
export type Outcome = { readonly as: Expected } | { readonly unexpected: string }

export const ended = (as: Expected): Outcome => ({ as })
export const unexpected = (words: string): Outcome => ({ unexpected: words })
