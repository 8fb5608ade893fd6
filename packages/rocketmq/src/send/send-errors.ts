import { type FailedAttempt, RequestAborted, SendFailed, SendTimeout } from '../errors/errors.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { mayBeStored } from './send-retry.js'

/** A send that is over: no attempt or no time is left. */
export function sendFailed(
  topic: string,
  msgId: string,
  attempts: readonly FailedAttempt[],
  elapsedMs: number,
): SendFailed {
  const isUnknown = attempts.some(({ error }) => mayBeStored(error))
  return new SendFailed({
    code: 'ROCKETMQ_SEND_FAILED',
    text: texts.sendFailed({
      topic,
      count: attempts.length,
      elapsedMs: Math.round(elapsedMs),
      stored: isUnknown ? texts.sendMaybeStored() : texts.sendNotStored(),
      attempts: attempts.map(({ brokerName, address, error }, index) =>
        texts.sendAttempt({ attempt: index + 1, brokerName, address, reason: error.text }),
      ),
    }),
    details: { topic, msgId, brokers: attempts.map(({ brokerName }) => brokerName) },
    cause: attempts.at(-1)?.error,
    msgId,
    attempts,
    mayBeStored: isUnknown,
  })
}

/** What was caught goes to the caller as it came, whatever it is: a caller's own selector may have thrown it. */
export function asCaught(error: unknown): Error {
  // Rejections are typed as errors only.
  return error as Error
}

/** Time was over before anything was sent. @param step what it waited for */
export function sendTimedOut(topic: string, timeoutMs: number, step: Text): SendTimeout {
  return new SendTimeout({
    code: 'ROCKETMQ_SEND_TIMEOUT',
    text: texts.sendTimedOut({ topic, timeoutMs, step }),
    details: { topic, timeoutMs },
  })
}

/** The caller's signal came between attempts, or before the first. @param isSent whether it may be stored */
export function sendAborted(topic: string, reason: unknown, isSent: boolean): RequestAborted {
  return new RequestAborted({
    code: 'ROCKETMQ_REQUEST_ABORTED',
    text: texts.sendAborted({
      topic,
      stored: isSent ? texts.sendMaybeStored() : texts.sendNotStored(),
    }),
    details: { topic, isSent },
    cause: reason,
  })
}
