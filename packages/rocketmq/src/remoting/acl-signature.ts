import { createHmac } from 'node:crypto'

import type { RemotingRequest } from './command.js'

/** Who we are to a cluster with ACL 1.0 or 2.0 switched on; both take the same signature. */
export interface AclCredentials {
  /** The user name. */
  readonly accessKey: string
  /** The password. It is never sent. */
  readonly secretKey: string
  /** Token of temporary credentials. */
  readonly securityToken?: string | undefined
}

/**
 * The request with `AccessKey`, `SecurityToken` and `Signature` added. To be applied last: every field counts.
 * Source: AclClientRPCHook.java, AclUtils.java, AclSigner.java.
 */
export function signRequest(
  request: RemotingRequest,
  { accessKey, secretKey, securityToken }: AclCredentials,
): RemotingRequest {
  const fields: Record<string, string> = { ...request.ext, AccessKey: accessKey }
  if (securityToken !== undefined) fields['SecurityToken'] = securityToken
  delete fields['Signature']
  const hmac = createHmac('sha1', secretKey).update(joinedValues(fields))
  if (request.body) hmac.update(request.body)
  return { ...request, ext: { ...fields, Signature: hmac.digest('base64') } }
}

/** The values alone, in the order of their keys (UTF-16 code units, as Java's TreeMap has them). */
function joinedValues(fields: Readonly<Record<string, string>>): string {
  let joined = ''
  for (const key of Object.keys(fields).sort()) joined += fields[key] ?? ''
  return joined
}
