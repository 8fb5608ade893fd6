import type { SettingProblem } from '../texts/setting-problem.js'
import { type Language, renderText, type Text, verbatim } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { ERROR_CODES, type ErrorCode } from './error-codes.js'
import { guarded, readProperty } from './guarded-read.js'
import { thrownWords } from './thrown.js'

const BRAND = Symbol.for('arq.rocketmq.error')

export interface RocketMQErrorOptions {
  readonly code: ErrorCode
  readonly text: Text
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The root of every error of this package. Decide on {@link RocketMQError.code}, never on the message; recognise it
 * with {@link isRocketMQError}, which also works across two copies of the package.
 */
export class RocketMQError extends Error {
  readonly [BRAND] = true
  readonly code: ErrorCode
  /** What the error knows, by name: address, topic, request, limit, both values. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>
  /** The text before it is in a language; see {@link localizedMessage}. */
  readonly text: Text

  constructor({ code, text, details = {}, cause }: RocketMQErrorOptions) {
    super(renderText(text), cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.text = text
    this.details = details
  }

  /** Whether the same call may succeed later, or elsewhere, without a change of code or settings. */
  get isRetriable(): boolean {
    return ERROR_CODES[this.code].isRetriable
  }

  /** Whether the client or its settings are at fault, so that every further call fails the same way. */
  get isFatal(): boolean {
    return ERROR_CODES[this.code].isFatal
  }
}

/** Whether a caught value is an error of this package, also one made by another copy of it. Never throws. */
export function isRocketMQError(value: unknown): value is RocketMQError {
  return readProperty(value, BRAND) === true
}

/** An error's message in the reader's language; errors that are not ours keep their own words. Never throws. */
export function localizedMessage(error: unknown, language: Language): string {
  // Another copy of this package may make its texts in another way.
  const text = isRocketMQError(error) ? guarded(() => renderText(error.text, language)) : undefined
  return typeof text === 'string' ? text : thrownWords(error)
}

// --- settings -----------------------------------------------------------------------------------

export interface SettingIssue {
  /** Dotted path of the key, for example `nameServers.0`. */
  readonly path: string
  readonly message: string
}

/** What is wrong with a key: a text in both languages, or words that stand for both. */
type Problem = SettingIssue | SettingProblem

/** A setting or option is wrong. `issues` names each key; code `ROCKETMQ_CONFIG_INVALID`. */
export class ConfigurationError extends RocketMQError {
  readonly issues: readonly SettingIssue[]

  /** @param about whose settings they are: a text, or a name that is the same in both languages */
  constructor(about: Text | string, problems: readonly Problem[], cause?: unknown) {
    const issues = problems.map(issueOf)
    const subject = typeof about === 'string' ? about : renderText(about, 'en')
    super({
      code: 'ROCKETMQ_CONFIG_INVALID',
      text: texts.configInvalid({ subject: about, problems: problems.map(problemText) }),
      details: { subject, issues },
      cause,
    })
    this.issues = issues
  }
}

const textOf = (problem: Problem): Text =>
  'text' in problem ? problem.text : verbatim(problem.message)

const issueOf = (problem: Problem): SettingIssue => ({
  path: problem.path,
  message: renderText(textOf(problem), 'en'),
})

function problemText(problem: Problem): Text {
  const { path } = problem
  const text = textOf(problem)
  return path === '' ? text : texts.problemAt({ path, problem: text })
}

/** A thing was used after its end: `ROCKETMQ_CLOSED`. */
export class ClosedError extends RocketMQError {
  constructor(subject: Text | string) {
    const what = typeof subject === 'string' ? subject : renderText(subject, 'en')
    super({ code: 'ROCKETMQ_CLOSED', text: texts.closed({ what: subject }), details: { what } })
  }
}

// --- remoting -----------------------------------------------------------------------------------

/** No connection: `ROCKETMQ_CONNECT_FAILED`, `ROCKETMQ_TLS_FAILED`, `ROCKETMQ_WRONG_PROTOCOL`. Nothing was sent. */
export class ConnectError extends RocketMQError {}

/** The connection broke while a call was under way: `ROCKETMQ_CONNECTION_LOST`, `ROCKETMQ_WRONG_PROTOCOL`. */
export class ConnectionLost extends RocketMQError {}

/** No answer in time: `ROCKETMQ_REQUEST_TIMEOUT`. */
export class RequestTimeout extends RocketMQError {}

/** The caller's signal ended the call: `ROCKETMQ_REQUEST_ABORTED`. */
export class RequestAborted extends RocketMQError {}

/** Too many calls wait for their answer: `ROCKETMQ_TOO_MANY_REQUESTS`. Nothing was sent. */
export class TooManyRequests extends RocketMQError {}

/** A frame is too large or not one at all: `ROCKETMQ_FRAME_TOO_LARGE`, `ROCKETMQ_FRAME_INVALID`. */
export class FrameError extends RocketMQError {}

// --- name servers and routes --------------------------------------------------------------------

/** No name server gave an answer: `ROCKETMQ_NO_NAME_SERVER`; `details.attempts` has each address and its reason. */
export class NoNameServer extends RocketMQError {}

/** No route, or no broker in it: `ROCKETMQ_TOPIC_NOT_FOUND`, `ROCKETMQ_NO_BROKER`, `ROCKETMQ_ROUTE_UNKNOWN`. */
export class RouteError extends RocketMQError {}

// --- protocol, messages -------------------------------------------------------------------------

/** Bytes, JSON or an id do not have RocketMQ's form: `ROCKETMQ_DECODE_FAILED`. */
export class DecodeError extends RocketMQError {
  constructor(subject: string | Text, reason: string | Text, cause?: unknown) {
    super({
      code: 'ROCKETMQ_DECODE_FAILED',
      text: texts.decodeFailed({ subject, reason }),
      details: { subject: inEnglish(subject), reason: inEnglish(reason) },
      cause,
    })
  }
}

/** A value cannot be written in RocketMQ's form: `ROCKETMQ_ENCODE_FAILED`. Nothing was sent. */
export class EncodeError extends RocketMQError {
  constructor(subject: string | Text, reason: string | Text) {
    super({
      code: 'ROCKETMQ_ENCODE_FAILED',
      text: texts.encodeFailed({ subject, reason }),
      details: { subject: inEnglish(subject), reason: inEnglish(reason) },
    })
  }
}

const inEnglish = (words: string | Text): string =>
  typeof words === 'string' ? words : renderText(words, 'en')

/** A message breaks a rule: `ROCKETMQ_MESSAGE_INVALID`. `issues` names each field. Nothing was sent. */
export class InvalidMessage extends RocketMQError {
  readonly issues: readonly SettingIssue[]

  constructor(topic: string, problems: readonly Problem[]) {
    const issues = problems.map(issueOf)
    super({
      code: 'ROCKETMQ_MESSAGE_INVALID',
      text: texts.messageInvalid({ topic, problems: problems.map(problemText) }),
      details: { topic, issues },
    })
    this.issues = issues
  }
}

/** Messages that may not travel together: `ROCKETMQ_BATCH_INVALID`. Nothing was sent. */
export class InvalidBatch extends RocketMQError {}

/**
 * A body that came but cannot be read: `ROCKETMQ_CODEC_MISSING`, `ROCKETMQ_BODY_UNREADABLE`.
 * Never thrown: it stands in `bodyError` of the message, whose body is then as the broker stored it.
 */
export class BodyError extends RocketMQError {}

// --- sending -------------------------------------------------------------------------------------

/** Something was used before it was started: `ROCKETMQ_NOT_STARTED`. */
export class NotStarted extends RocketMQError {
  constructor(subject: Text | string) {
    const what = typeof subject === 'string' ? subject : renderText(subject, 'en')
    const text = texts.notStarted({ what: subject })
    super({ code: 'ROCKETMQ_NOT_STARTED', text, details: { what } })
  }
}

/** An attempt to send that failed. */
export interface FailedAttempt {
  readonly brokerName: string
  /** `host:port` of the broker. */
  readonly address: string
  readonly error: RocketMQError
  readonly durationMs: number
}

export interface SendFailedOptions extends RocketMQErrorOptions {
  readonly msgId: string
  readonly attempts: readonly FailedAttempt[]
  readonly mayBeStored: boolean
}

/** All attempts failed: `ROCKETMQ_SEND_FAILED`. The error of the last one is the `cause`. */
export class SendFailed extends RocketMQError {
  /** The unique id the message was sent under; of a batch all of them, with commas between. Send it again with this `uniqueId`, so that readers can tell. */
  readonly msgId: string
  readonly attempts: readonly FailedAttempt[]
  /** Whether some attempt got no answer: the message may be stored nevertheless. */
  readonly mayBeStored: boolean

  constructor({ msgId, attempts, mayBeStored, ...options }: SendFailedOptions) {
    super(options)
    this.msgId = msgId
    this.attempts = attempts
    this.mayBeStored = mayBeStored
  }
}

export interface BatchFailedOptions extends RocketMQErrorOptions {
  readonly errors: readonly unknown[]
}

/** Of a list that went in several sends, some failed: `ROCKETMQ_BATCH_FAILED`. The first failure is the `cause`. */
export class BatchFailed<Result = unknown> extends RocketMQError {
  /** One for each message, in the order given; `undefined` for those that failed. */
  readonly results: readonly (Result | undefined)[]
  /** One for each message; `undefined` for those that are stored. */
  readonly errors: readonly unknown[]

  constructor({
    results,
    errors,
    ...options
  }: BatchFailedOptions & { readonly results: readonly (Result | undefined)[] }) {
    super(options)
    this.results = results
    this.errors = errors
  }
}

/** No time was left to begin with: `ROCKETMQ_SEND_TIMEOUT`. Nothing was sent. */
export class SendTimeout extends RocketMQError {}

/** Too much is under way: `ROCKETMQ_SEND_BUFFER_FULL`. Nothing was sent. */
export class SendBufferFull extends RocketMQError {}

// --- transactions -------------------------------------------------------------------------------

export interface TransactionErrorOptions extends RocketMQErrorOptions {
  readonly topic: string
  readonly transactionId: string | undefined
}

/** Something about a transaction failed: what is in {@link RocketMQError.code}, `ROCKETMQ_TRANSACTION_…`. */
export class TransactionError extends RocketMQError {
  readonly topic: string
  /** The unique id of the half message, where it had one. */
  readonly transactionId: string | undefined

  constructor({ topic, transactionId, details, ...options }: TransactionErrorOptions) {
    super({ ...options, details: { ...details, topic, transactionId } })
    this.topic = topic
    this.transactionId = transactionId
  }

  /** As the first of the errors behind it says, where there is one of ours: a refusal stays one, however wrapped. */
  override get isRetriable(): boolean {
    let { cause } = this
    while (isRocketMQError(cause) && isRocketMQError(cause.cause)) ({ cause } = cause)
    return isRocketMQError(cause) ? cause.isRetriable : super.isRetriable
  }
}

// --- request and reply

/** A request over topics got no reply in time: `ROCKETMQ_REPLY_TIMEOUT`. */
export class ReplyTimeout extends RocketMQError {}

/** A message cannot be replied to: `ROCKETMQ_REPLY_IMPOSSIBLE`. */
export class ReplyImpossible extends RocketMQError {}
