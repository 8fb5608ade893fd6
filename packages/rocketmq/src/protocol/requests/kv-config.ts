import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/**
 * Stores a value at one name server (100); they do not share it.
 *
 * Source: apache/rocketmq `remoting/.../header/namesrv/PutKVConfigRequestHeader.java`.
 */
export function putKvConfigRequest(namespace: string, key: string, value: string): RemotingRequest {
  return { code: REQUEST_CODE.PUT_KV_CONFIG, ext: { namespace, key, value } }
}

/**
 * Asks a name server for a value (101).
 *
 * Source: apache/rocketmq `remoting/.../header/namesrv/GetKVConfigRequestHeader.java`.
 */
export function getKvConfigRequest(namespace: string, key: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_KV_CONFIG, ext: { namespace, key } }
}

/**
 * The value, or `undefined` when there is none.
 * @throws {@link BrokerError} any code but success and QUERY_NOT_FOUND
 */
export function readGetKvConfigResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): string | undefined {
  if (response.code === RESPONSE_CODE.QUERY_NOT_FOUND) return undefined
  expectSuccess(REQUEST_CODE.GET_KV_CONFIG, response, subject)
  return new ExtFields(REQUEST_CODE.GET_KV_CONFIG, response).text('value')
}

/**
 * Deletes a value at one name server (102).
 *
 * Source: apache/rocketmq `remoting/.../header/namesrv/DeleteKVConfigRequestHeader.java`.
 */
export function deleteKvConfigRequest(namespace: string, key: string): RemotingRequest {
  return { code: REQUEST_CODE.DELETE_KV_CONFIG, ext: { namespace, key } }
}

/** For 100 and 102. @throws {@link BrokerError} any other code than success */
export function readChangeKvConfigResponse(
  code: typeof REQUEST_CODE.PUT_KV_CONFIG | typeof REQUEST_CODE.DELETE_KV_CONFIG,
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(code, response, subject)
}
