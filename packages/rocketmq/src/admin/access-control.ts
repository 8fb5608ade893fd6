import { BrokerError, NotFound } from '../errors/server-errors.js'
import { requestCodeName } from '../protocol/request-code.js'
import { RESPONSE_CODE } from '../protocol/response-code.js'
import { expectSuccess } from '../protocol/response-error.js'
import type { RemotingRequest } from '../remoting/command.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, BrokerServer, ReadAnswer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type ProgressOptions, signalOf } from './call-options.js'

/** How a broker without access control fails at these questions, depending on the question. */
const OFF = /An system error occurred|MetadataProvider is not configured/
/** Brokers say it with the code of a refusal. */
const NO_SUBJECT = /^The subject( of .*)? is not exist/

/**
 * Reads an answer about users or rules, and says what brokers do not say clearly.
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`handleAuthException`),
 * `auth/.../authorization/manager/AuthorizationMetadataManagerImpl.java`.
 * @param name of the user or the subject that is asked for
 */
function fromAccessControl<T>(
  requestCode: number,
  name: string,
  read: ReadAnswer<T>,
): ReadAnswer<T> {
  return (response, subject) => {
    const { code, remark = '' } = response
    if (code === RESPONSE_CODE.NO_PERMISSION && NO_SUBJECT.test(remark)) {
      throw new NotFound({
        code: 'ROCKETMQ_NOT_FOUND',
        text: texts.userMissing({ user: name, hint: texts.nothing() }),
        details: { name },
      })
    }
    if (code !== RESPONSE_CODE.SYSTEM_ERROR || !OFF.test(remark)) return read(response, subject)
    const { address } = subject
    const request = requestCodeName(requestCode)
    throw new BrokerError({
      code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
      text: texts.accessControlOff({ address, request }),
      details: { address, request },
      responseCode: code,
      remark,
      address,
    })
  }
}

/** Calls about users, or about their rules, at brokers that keep them. */
export class AccessControlCalls {
  readonly #calls: AdminCalls
  readonly #field: string

  /** @param field of the requests: whom they are about */
  constructor(calls: AdminCalls, field: 'username' | 'subject') {
    this.#calls = calls
    this.#field = field
  }

  /** Asks one broker. */
  ask<T>(
    address: string,
    request: RemotingRequest,
    read: ReadAnswer<T>,
    options: ProgressOptions,
  ): Promise<T> {
    const name = request.ext?.[this.#field] ?? '-'
    const answer = fromAccessControl(request.code, name, read)
    return this.#calls.ask(address, request, answer, signalOf(options))
  }

  /** Has each of the brokers do the same. @throws as {@link atEach} */
  async write(
    what: string,
    request: RemotingRequest,
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<void> {
    const act = ({ address }: BrokerServer) =>
      this.ask(
        address,
        request,
        (response, subject) => expectSuccess(request.code, response, subject),
        options,
      )
    await atEach(what, servers, act, options)
  }
}
