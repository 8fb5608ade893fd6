import { AlreadyExists, NotFound } from '../errors/server-errors.js'
import {
  createUserRequest,
  deleteUserRequest,
  readUserResponse,
  readUsersResponse,
  updateUserRequest,
  type User,
  type UserChanges,
  userRequest,
  usersRequest,
} from '../protocol/requests/users.js'
import { nearestName } from '../settings/nearest-name.js'
import { texts } from '../texts/texts.js'
import { AccessControlCalls } from './access-control.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type BrokerChoice, type ProgressOptions, signalOf } from './call-options.js'
import { hintFor } from './not-found.js'

/** A user as a broker has it. */
export interface UserAtBroker extends User {
  readonly brokerName: string
}

/**
 * Users of RocketMQ’s access control. Each broker keeps its own, so that changes go to all chosen ones.
 * RocketMQ 5.3 and newer, with `authenticationEnabled=true`.
 */
export class UserAdmin {
  readonly #calls: AdminCalls
  readonly #access: AccessControlCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
    this.#access = new AccessControlCalls(calls, 'username')
  }

  /** Users whose names contain a text, or all; sorted. */
  async list(
    options: BrokerChoice & ProgressOptions & { readonly filter?: string | undefined } = {},
  ): Promise<readonly UserAtBroker[]> {
    const servers = await this.#calls.readable(options)
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = usersRequest(options.filter)
      const found = await this.#access.ask(address, request, readUsersResponse, options)
      return found.map((user) => ({ ...user, brokerName }))
    }
    const users = (await atEach('Listing users', servers, ask, options)).flat()
    return users.sort((a, b) => (a.username < b.username ? -1 : a.username > b.username ? 1 : 0))
  }

  /**
   * A user as each of the chosen brokers has it.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user
   */
  async get(
    username: string,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<readonly UserAtBroker[]> {
    return this.#find(username, await this.#calls.readable(options), options)
  }

  /**
   * Creates a user at the chosen brokers. Without `userType` it is `Normal`: it may do what its rules allow.
   *
   * @throws {@link AlreadyExists} `ROCKETMQ_ALREADY_EXISTS` when one of the brokers has it; nothing was changed
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async create(
    username: string,
    user: UserChanges & { readonly password: string },
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const servers = await this.#calls.masters(options)
    const existing = await this.#at(username, servers, signalOf(options))
    if (existing.length > 0) {
      const brokers = existing.map(({ brokerName }) => brokerName)
      throw new AlreadyExists({
        code: 'ROCKETMQ_ALREADY_EXISTS',
        text: texts.userExists({ user: username, brokers: brokers.join(', ') }),
        details: { username, brokers },
      })
    }
    await this.#access.write(
      `Creating user ${username}`,
      createUserRequest(username, user),
      servers,
      options,
    )
  }

  /**
   * Changes a user at the chosen brokers: what is not named stays as it is.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async update(
    username: string,
    changes: UserChanges,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const servers = await this.#calls.masters(options)
    await this.#find(username, servers, signalOf(options))
    const request = updateUserRequest(username, changes)
    await this.#access.write(`Changing user ${username}`, request, servers, options)
  }

  /**
   * Deletes a user at the chosen brokers, and its rules.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest user
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async delete(username: string, options: BrokerChoice & ProgressOptions = {}): Promise<void> {
    const servers = await this.#calls.masters(options)
    await this.#find(username, servers, signalOf(options))
    await this.#access.write(
      `Deleting user ${username}`,
      deleteUserRequest(username),
      servers,
      options,
    )
  }

  async #find(
    username: string,
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<readonly UserAtBroker[]> {
    const found = await this.#at(username, servers, options)
    if (found.length > 0) return found
    const known = [...new Set((await this.list(signalOf(options))).map((user) => user.username))]
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.userMissing({ user: username, hint: hintFor(username, known) }),
      details: { username, nearest: nearestName(username, known) },
    })
  }

  async #at(
    username: string,
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<readonly UserAtBroker[]> {
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = userRequest(username)
      const user = await this.#access.ask(address, request, readUserResponse, options)
      return user && { ...user, brokerName }
    }
    const found = await atEach(`Looking for user ${username}`, servers, ask, options)
    return found.flatMap((user) => user ?? [])
  }
}
