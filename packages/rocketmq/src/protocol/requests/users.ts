import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import type { JsonFields } from '../json-fields.js'
import { writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { readListBody } from './list-body.js'

export type UserType = 'Super' | 'Normal'
export type UserStatus = 'enable' | 'disable'

/**
 * A user of RocketMQ’s access control.
 *
 * Source: apache/rocketmq `remoting/.../body/UserInfo.java`, `auth/.../authentication/enums`.
 */
export interface User {
  readonly username: string
  readonly userType: UserType | undefined
  readonly userStatus: UserStatus | undefined
}

/** What of a user is written; what is absent stays as it is, or gets its default. */
export interface UserChanges {
  /** Also the secret key that clients sign with. */
  readonly password?: string | undefined
  /** A super user may do everything. */
  readonly userType?: UserType | undefined
  readonly userStatus?: UserStatus | undefined
}

const R = REQUEST_CODE

/** Creates a user (3001). Source: apache/rocketmq `remoting/.../header/CreateUserRequestHeader.java`. */
export const createUserRequest = (username: string, user: UserChanges): RemotingRequest =>
  withUser(R.AUTH_CREATE_USER, username, user)

/** Changes a user (3002). Source: apache/rocketmq `remoting/.../header/UpdateUserRequestHeader.java`. */
export const updateUserRequest = (username: string, user: UserChanges): RemotingRequest =>
  withUser(R.AUTH_UPDATE_USER, username, user)

/** Deletes a user and its rules (3003); success too when there is none. */
export const deleteUserRequest = (username: string): RemotingRequest => ({
  code: R.AUTH_DELETE_USER,
  ext: { username },
})

/** Asks for one user (3004). */
export const userRequest = (username: string): RemotingRequest => ({
  code: R.AUTH_GET_USER,
  ext: { username },
})

/** Asks for all users whose names contain a text (3005). */
export const usersRequest = (filter?: string): RemotingRequest => ({
  code: R.AUTH_LIST_USER,
  ext: { ...(filter !== undefined && { filter }) },
})

function withUser(code: number, username: string, user: UserChanges): RemotingRequest {
  return { code, ext: { username }, body: Buffer.from(writeJson({ username, ...user })) }
}

/**
 * The user, or `undefined` when there is none. Passwords, which some brokers send along, are left out.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readUserResponse(
  response: RemotingResponse,
  about: RequestSubject,
): User | undefined {
  expectSuccess(R.AUTH_GET_USER, response, about)
  if (response.body.length === 0) return undefined
  const subject = 'a user'
  return readUser(jsonBody(response, subject))
}

/**
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readUsersResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly User[] {
  expectSuccess(R.AUTH_LIST_USER, response, about)
  return readListBody(response.body, 'the users').map(readUser)
}

function readUser(fields: JsonFields): User {
  const type = fields.optionalText('userType')
  const status = fields.optionalText('userStatus')
  return {
    username: fields.text('username'),
    userType: type === 'Super' || type === 'Normal' ? type : undefined,
    userStatus: status === 'enable' || status === 'disable' ? status : undefined,
  }
}
