import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import type { JsonFields } from '../json-fields.js'
import { writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { readListBody } from './list-body.js'

/** Rules for a resource come before the default ones. */
export type PolicyType = 'Custom' | 'Default'
export type AclAction =
  'All' | 'Any' | 'Pub' | 'Sub' | 'Create' | 'Update' | 'Delete' | 'Get' | 'List'

/** One rule: what may, or may not, be done with a resource. */
export interface AclRule {
  /** `Topic:orders`, `Topic:orders*`, `Group:*`, `Cluster:DefaultCluster` or `*`. */
  readonly resource: string
  readonly actions: readonly AclAction[]
  /** Addresses or networks that it holds for; none: all. */
  readonly sourceIps: readonly string[]
  readonly decision: 'Allow' | 'Deny'
}

export interface AclPolicy {
  readonly policyType: PolicyType
  readonly rules: readonly AclRule[]
}

/**
 * The rules of one user.
 *
 * Source: apache/rocketmq `remoting/.../body/AclInfo.java`, `auth/.../authorization`.
 */
export interface Acl {
  /** `User:<name>`. */
  readonly subject: string
  readonly policies: readonly AclPolicy[]
}

const R = REQUEST_CODE

/** Adds rules for a user (3006). Source: apache/rocketmq `remoting/.../header/CreateAclRequestHeader.java`. */
export const createAclRequest = (acl: Acl): RemotingRequest => withAcl(R.AUTH_CREATE_ACL, acl)

/** Changes the rules of a user (3007). Source: apache/rocketmq `remoting/.../header/UpdateAclRequestHeader.java`. */
export const updateAclRequest = (acl: Acl): RemotingRequest => withAcl(R.AUTH_UPDATE_ACL, acl)

/** Deletes rules of a user (3008): those of one kind, those for one resource, or all. */
export const deleteAclRequest = (
  subject: string,
  { policyType, resource }: { readonly policyType?: PolicyType; readonly resource?: string },
): RemotingRequest => ({
  code: R.AUTH_DELETE_ACL,
  ext: {
    subject,
    ...(policyType !== undefined && { policyType }),
    ...(resource !== undefined && { resource }),
  },
})

/** Asks for the rules of a user (3009). */
export const aclRequest = (subject: string): RemotingRequest => ({
  code: R.AUTH_GET_ACL,
  ext: { subject },
})

/** Asks for all rules whose user or resource contains a text (3010). */
export const aclsRequest = (filter: {
  readonly subject?: string | undefined
  readonly resource?: string | undefined
}): RemotingRequest => ({
  code: R.AUTH_LIST_ACL,
  ext: {
    ...(filter.subject !== undefined && { subjectFilter: filter.subject }),
    ...(filter.resource !== undefined && { resourceFilter: filter.resource }),
  },
})

function withAcl(code: number, { subject, policies }: Acl): RemotingRequest {
  const body = writeJson({
    subject,
    policies: policies.map(({ policyType, rules }) => ({
      policyType,
      entries: rules.map((rule) => ({ ...rule })),
    })),
  })
  return { code, ext: { subject }, body: Buffer.from(body) }
}

/**
 * The rules, or `undefined` when the user has none.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readAclResponse(
  response: RemotingResponse,
  about: RequestSubject,
): Acl | undefined {
  expectSuccess(R.AUTH_GET_ACL, response, about)
  if (response.body.length === 0) return undefined
  const subject = 'the rules of a user'
  return readAcl(jsonBody(response, subject))
}

/**
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readAclsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly Acl[] {
  expectSuccess(R.AUTH_LIST_ACL, response, about)
  return readListBody(response.body, 'the rules of all users').map(readAcl)
}

function readAcl(fields: JsonFields): Acl {
  return {
    subject: fields.text('subject'),
    policies: fields.objects('policies').map((policy) => ({
      policyType: policy.optionalText('policyType') === 'Default' ? 'Default' : 'Custom',
      rules: policy.objects('entries').map(readRule),
    })),
  }
}

const ACTIONS: readonly AclAction[] = [
  ...(['All', 'Any', 'Pub', 'Sub'] as const),
  ...(['Create', 'Update', 'Delete', 'Get', 'List'] as const),
]

const readRule = (fields: JsonFields): AclRule => ({
  resource: fields.text('resource'),
  actions: fields
    .texts('actions')
    .flatMap((name) => ACTIONS.find((action) => action === name) ?? []),
  sourceIps: fields.texts('sourceIps'),
  decision: fields.optionalText('decision') === 'Deny' ? 'Deny' : 'Allow',
})
