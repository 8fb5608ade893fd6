import { RocketMQError, type RocketMQErrorOptions } from './errors.js'

/** What a caller named does not exist: `ROCKETMQ_NOT_FOUND`, `ROCKETMQ_TOPIC_NOT_FOUND`, `ROCKETMQ_NO_BROKER`. */
export class NotFound extends RocketMQError {}

/** What a caller wanted to create is there: `ROCKETMQ_ALREADY_EXISTS`. Nothing was changed. */
export class AlreadyExists extends RocketMQError {}

/** A server that failed, and how. */
export interface ServerFailure {
  /** `host:port`. */
  readonly address: string
  readonly error: unknown
}

/** Of several servers, some failed: `ROCKETMQ_PARTLY_DONE`. The first failure is the `cause`. */
export class PartlyDone extends RocketMQError {
  /** The servers where it was done. */
  readonly done: readonly string[]
  readonly failures: readonly ServerFailure[]

  constructor({
    done,
    failures,
    ...options
  }: RocketMQErrorOptions & {
    readonly done: readonly string[]
    readonly failures: readonly ServerFailure[]
  }) {
    super(options)
    this.done = done
    this.failures = failures
  }
}

export interface BrokerErrorOptions extends RocketMQErrorOptions {
  readonly responseCode: number
  readonly remark: string | undefined
  readonly address: string
}

/** The server answered, and the answer is no. Which no is in {@link RocketMQError.code} and `responseCode`. */
export class BrokerError extends RocketMQError {
  /** RocketMQ's own response code. */
  readonly responseCode: number
  /** The server's own words. */
  readonly remark: string | undefined
  readonly address: string

  constructor({ responseCode, remark, address, ...options }: BrokerErrorOptions) {
    super(options)
    this.responseCode = responseCode
    this.remark = remark
    this.address = address
  }
}
