import { NotFound } from '../errors/server-errors.js'
import {
  type Acl,
  type AclPolicy,
  aclRequest,
  aclsRequest,
  createAclRequest,
  deleteAclRequest,
  type PolicyType,
  readAclResponse,
  readAclsResponse,
  updateAclRequest,
} from '../protocol/requests/acls.js'
import { nearestName } from '../settings/nearest-name.js'
import { texts } from '../texts/texts.js'
import { AccessControlCalls } from './access-control.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type BrokerChoice, type ProgressOptions, signalOf } from './call-options.js'
import { hintFor } from './not-found.js'

/** Rules as a broker has them. */
export interface AclAtBroker extends Acl {
  readonly brokerName: string
}

export interface ListAclsOptions extends BrokerChoice, ProgressOptions {
  /** Only users whose name contains this. */
  readonly subject?: string | undefined
  /** Only rules for this resource, for example `Topic:orders`. */
  readonly resource?: string | undefined
}

export interface DeleteAclOptions extends BrokerChoice, ProgressOptions {
  /** Only this kind of rules. @defaultValue both */
  readonly policyType?: PolicyType
  /** Only the rules for this resource. */
  readonly resource?: string
}

/**
 * What users may do. Each broker keeps its own rules, so that changes go to all chosen ones.
 * RocketMQ 5.3 and newer, with `authorizationEnabled=true`.
 *
 * @example
 * ```ts
 * const rules = [{ resource: 'Topic:orders', actions: ['Pub'], sourceIps: [], decision: 'Allow' }]
 * await admin.acls.create('User:shop', [{ policyType: 'Custom', rules }])
 * ```
 */
export class AclAdmin {
  readonly #calls: AdminCalls
  readonly #access: AccessControlCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
    this.#access = new AccessControlCalls(calls, 'subject')
  }

  /** The rules of all users, or of those that fit; sorted by user. */
  async list(options: ListAclsOptions = {}): Promise<readonly AclAtBroker[]> {
    const servers = await this.#calls.readable(options)
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = aclsRequest(options)
      const acls = await this.#access.ask(address, request, readAclsResponse, options)
      return acls.map((acl) => ({ ...acl, brokerName }))
    }
    const acls = (await atEach('Listing rules', servers, ask, options)).flat()
    return acls.sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0))
  }

  /**
   * The rules of a user as each of the chosen brokers has them.
   * @param subject `User:<name>`
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user with rules
   */
  async get(
    subject: string,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<readonly AclAtBroker[]> {
    return this.#find(subject, await this.#calls.readable(options), options)
  }

  /**
   * Adds rules for a user at the chosen brokers; a rule for a resource that has one takes its place.
   * @param subject `User:<name>`; the user must exist
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async create(
    subject: string,
    policies: readonly AclPolicy[],
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const request = createAclRequest({ subject, policies })
    const servers = await this.#calls.masters(options)
    await this.#access.write(`Adding rules for ${subject}`, request, servers, options)
  }

  /**
   * Changes rules of a user at the chosen brokers: those for the same resource are replaced, others stay.
   * @param subject `User:<name>`
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user with rules
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async update(
    subject: string,
    policies: readonly AclPolicy[],
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const servers = await this.#calls.masters(options)
    await this.#find(subject, servers, signalOf(options))
    const request = updateAclRequest({ subject, policies })
    await this.#access.write(`Changing rules for ${subject}`, request, servers, options)
  }

  /**
   * Deletes rules of a user at the chosen brokers: all, or those that fit.
   * @param subject `User:<name>`
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user with rules
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async delete(subject: string, options: DeleteAclOptions = {}): Promise<void> {
    const servers = await this.#calls.masters(options)
    await this.#find(subject, servers, signalOf(options))
    const request = deleteAclRequest(subject, options)
    await this.#access.write(`Deleting rules for ${subject}`, request, servers, options)
  }

  async #find(
    subject: string,
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<readonly AclAtBroker[]> {
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = aclRequest(subject)
      const acl = await this.#access.ask(address, request, readAclResponse, options)
      return acl && { ...acl, brokerName }
    }
    const answers = await atEach(`Looking for rules of ${subject}`, servers, ask, options)
    const found = answers.flatMap((acl) => acl ?? [])
    if (found.length > 0) return found
    const known = [...new Set((await this.list(signalOf(options))).map((acl) => acl.subject))]
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.aclMissing({ subject, hint: hintFor(subject, known) }),
      details: { subject, nearest: nearestName(subject, known) },
    })
  }
}
