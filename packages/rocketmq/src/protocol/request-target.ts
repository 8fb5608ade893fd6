/**
 * Header fields that every request to a broker may carry. Give the broker's name whenever it is known: a proxy routes
 * by it, and static topics need it.
 *
 * Source: apache/rocketmq `remoting/.../rpc/RpcRequestHeader.java`, `TopicRequestHeader.java`.
 */
export interface RequestTarget {
  /** Wire name `bname`. */
  readonly brokerName?: string | undefined
  /** The queue id is a logical one, of a static topic. Wire name `lo`. */
  readonly isLogicalQueue?: boolean | undefined
}

/** The fields in wire form; what is not given is left out. */
export function targetFields(target: RequestTarget): Record<string, string> {
  const fields: Record<string, string> = {}
  if (target.brokerName !== undefined) fields['bname'] = target.brokerName
  if (target.isLogicalQueue !== undefined) fields['lo'] = String(target.isLogicalQueue)
  return fields
}
