import { ERROR_CODES, type ErrorCode } from '../errors/error-codes.js'
import { BrokerError } from '../errors/server-errors.js'
import type { RemotingResponse } from '../remoting/command.js'
import { texts } from '../texts/texts.js'
import { requestCodeName } from './request-code.js'
import { RESPONSE_CODE, responseCodeName } from './response-code.js'

/** Whom was asked for what: it goes into the error when the answer is no. */
export interface RequestSubject {
  /** The server's address. */
  readonly address: string
  readonly topic?: string
  readonly group?: string
}

const R = RESPONSE_CODE

const CODES: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [R.SYSTEM_BUSY, 'ROCKETMQ_BROKER_BUSY'],
  [R.POLLING_FULL, 'ROCKETMQ_BROKER_BUSY'],
  [R.FLOW_CONTROL, 'ROCKETMQ_BROKER_BUSY'],
  [R.SERVICE_NOT_AVAILABLE, 'ROCKETMQ_BROKER_UNAVAILABLE'],
  [R.SLAVE_NOT_AVAILABLE, 'ROCKETMQ_BROKER_UNAVAILABLE'],
  [R.NOT_LEADER_FOR_QUEUE, 'ROCKETMQ_BROKER_UNAVAILABLE'],
  [R.GO_AWAY, 'ROCKETMQ_BROKER_UNAVAILABLE'],
  [R.NO_PERMISSION, 'ROCKETMQ_NO_PERMISSION'],
  [R.MESSAGE_ILLEGAL, 'ROCKETMQ_MESSAGE_REFUSED'],
  [R.TOPIC_NOT_EXIST, 'ROCKETMQ_TOPIC_NOT_FOUND'],
  [R.INVALID_PARAMETER, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.SUBSCRIPTION_PARSE_FAILED, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.ILLEGAL_OPERATION, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.TOPIC_EXIST_ALREADY, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.LITE_SUBSCRIPTION_QUOTA_EXCEEDED, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.TRANSACTION_STATE_GROUP_WRONG, 'ROCKETMQ_REQUEST_REFUSED'],
  [R.REQUEST_CODE_NOT_SUPPORTED, 'ROCKETMQ_REQUEST_UNSUPPORTED'],
  [R.VERSION_NOT_SUPPORTED, 'ROCKETMQ_REQUEST_UNSUPPORTED'],
  [R.SUBSCRIPTION_NOT_EXIST, 'ROCKETMQ_SUBSCRIPTION_UNKNOWN'],
  [R.SUBSCRIPTION_NOT_LATEST, 'ROCKETMQ_SUBSCRIPTION_UNKNOWN'],
  [R.FILTER_DATA_NOT_EXIST, 'ROCKETMQ_SUBSCRIPTION_UNKNOWN'],
  [R.FILTER_DATA_NOT_LATEST, 'ROCKETMQ_SUBSCRIPTION_UNKNOWN'],
  [R.QUERY_NOT_FOUND, 'ROCKETMQ_NOT_FOUND'],
  [R.SUBSCRIPTION_GROUP_NOT_EXIST, 'ROCKETMQ_NOT_FOUND'],
  [R.CONSUMER_NOT_ONLINE, 'ROCKETMQ_NOT_FOUND'],
  [R.NO_MESSAGE, 'ROCKETMQ_NOT_FOUND'],
  [R.USER_NOT_EXIST, 'ROCKETMQ_NOT_FOUND'],
  [R.POLICY_NOT_EXIST, 'ROCKETMQ_NOT_FOUND'],
])

/**
 * The one place where an answer with a code other than success becomes an error. It says who answered, what was
 * asked, the code by name, the server's words, and what to do.
 */
export function responseError(
  requestCode: number,
  response: Pick<RemotingResponse, 'code' | 'remark'>,
  subject: RequestSubject,
): BrokerError {
  const { address, topic, group } = subject
  const code = errorCodeOf(response)
  const request = requestCodeName(requestCode)
  const name = responseCodeName(response.code)
  const about =
    (topic === undefined ? '' : ` (topic ${topic})`) +
    (group === undefined ? '' : ` (group ${group})`)
  return new BrokerError({
    code,
    text: texts.serverRefused({
      address,
      request,
      about,
      code: response.code,
      name,
      // Java's texts may have several lines; the first ones say it.
      remark: (response.remark ?? '-').trim().slice(0, 500),
      action: ERROR_CODES[code].action,
    }),
    details: { ...subject, request, responseCode: response.code, name, remark: response.remark },
    responseCode: response.code,
    remark: response.remark,
    address,
  })
}

/** RocketMQ 4 has no code of its own for what its access control refuses, only the name of a Java exception. */
function errorCodeOf({ code, remark }: Pick<RemotingResponse, 'code' | 'remark'>): ErrorCode {
  const isOldRefusal = code === R.SYSTEM_ERROR && remark?.includes('AclException') === true
  return isOldRefusal ? 'ROCKETMQ_NO_PERMISSION' : (CODES.get(code) ?? 'ROCKETMQ_BROKER_ERROR')
}

/**
 * What an answer means, where several codes are no failure.
 * @throws {@link BrokerError} for every other code
 */
export function expectOneOf<M>(
  meanings: ReadonlyMap<number, M>,
  requestCode: number,
  response: RemotingResponse,
  subject: RequestSubject,
): M {
  const meaning = meanings.get(response.code)
  if (meaning === undefined) throw responseError(requestCode, response, subject)
  return meaning
}

/** Throws {@link responseError} unless the answer is success. A remark beside success is no error. */
export function expectSuccess(
  requestCode: number,
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  if (response.code !== RESPONSE_CODE.SUCCESS) throw responseError(requestCode, response, subject)
}
