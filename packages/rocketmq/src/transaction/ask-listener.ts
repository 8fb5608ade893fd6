import type { ErrorCode } from '../errors/error-codes.js'
import { TransactionError } from '../errors/errors.js'
import { thrownWords } from '../errors/thrown.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { TRANSACTION_STATE, type TransactionListener } from './transaction-listener.js'

/** Which of a listener's methods is asked, about what, and for how long at most. */
export interface ListenerQuestion {
  readonly method: keyof TransactionListener
  readonly topic: string
  readonly transactionId: string
  readonly timeoutMs: number
}

/** What a listener's call came to. */
export interface ListenerAnswer {
  readonly state: TransactionEnd
  /** Why it is `unknown`, where that is not the listener's own word. */
  readonly error: TransactionError | undefined
}

const TIME_UP = Symbol('time is up')

/** Asks a listener. Never rejects, and never waits longer than its time: anything but a state is `unknown`. */
export async function askListener(
  question: ListenerQuestion,
  ask: (signal: AbortSignal) => unknown,
): Promise<ListenerAnswer> {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<typeof TIME_UP>((resolve) => {
    timer = setTimeout(() => resolve(TIME_UP), question.timeoutMs)
  })
  try {
    const asked = new Promise((resolve) => resolve(ask(abort.signal)))
    const answer = await Promise.race([asked, timeUp])
    if (isState(answer)) return { state: answer, error: undefined }
    if (answer !== TIME_UP) return unknown(stateInvalid(question, answer))
    const error = timedOut(question)
    abort.abort(error)
    return unknown(error)
  } catch (error) {
    return unknown(threw(question, error))
  } finally {
    clearTimeout(timer)
  }
}

const STATES: ReadonlySet<unknown> = new Set(Object.values(TRANSACTION_STATE))
const isState = (value: unknown): value is TransactionEnd => STATES.has(value)
const unknown = (error: TransactionError): ListenerAnswer => ({ state: 'unknown', error })

function threw(question: ListenerQuestion, cause: unknown): TransactionError {
  const params = { ...about(question), reason: thrownWords(cause) }
  return question.method === 'executeLocalTransaction'
    ? failure(
        'ROCKETMQ_TRANSACTION_LOCAL_FAILED',
        texts.localTransactionFailed(params),
        question,
        cause,
      )
    : failure(
        'ROCKETMQ_TRANSACTION_CHECK_FAILED',
        texts.transactionCheckFailed(params),
        question,
        cause,
      )
}

function timedOut(question: ListenerQuestion): TransactionError {
  const { method, timeoutMs } = question
  const setting = method === 'executeLocalTransaction' ? 'localTimeoutMs' : 'checkTimeoutMs'
  const text = texts.transactionTimeout({ ...about(question), method, timeoutMs, setting })
  return failure('ROCKETMQ_TRANSACTION_TIMEOUT', text, question)
}

function stateInvalid(question: ListenerQuestion, answer: unknown): TransactionError {
  const { method } = question
  const value = typeof answer === 'string' ? JSON.stringify(answer.slice(0, 40)) : typeof answer
  const text = texts.transactionStateInvalid({ ...about(question), method, value })
  return failure('ROCKETMQ_TRANSACTION_STATE_INVALID', text, question)
}

const about = ({ topic, transactionId }: ListenerQuestion) => ({ topic, transactionId })

function failure(
  code: ErrorCode,
  text: Text,
  { method, topic, transactionId }: ListenerQuestion,
  cause?: unknown,
): TransactionError {
  return new TransactionError({ code, text, topic, transactionId, details: { method }, cause })
}
