import type { Text } from '@arq/core'

import { demoTexts as texts } from './texts.js'

/** Every way a job of the demo is meant to end. */
export const OUTCOMES = {
  completed: texts.completed(),
  typed: texts.typed(),
  onTime: texts.onTime(),
  secondAttempt: texts.secondAttempt(),
  onlyOnce: texts.onlyOnce(),
  deadLetter: texts.deadLetter(),
  gaveUp: texts.gaveUp(),
  expired: texts.expired(),
  aborted: texts.aborted(),
} as const satisfies Record<string, Text>

export type Expected = keyof typeof OUTCOMES

/** How a job did end: as one of the ways above, or otherwise, in words. */
export type Outcome = { readonly as: Expected } | { readonly unexpected: string }

export const ended = (as: Expected): Outcome => ({ as })
export const unexpected = (words: string): Outcome => ({ unexpected: words })
