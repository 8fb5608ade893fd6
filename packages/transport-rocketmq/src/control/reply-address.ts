/** Where a reply goes: a client that a broker is connected with, and one box of that client. */
export interface ReplyPlace {
  readonly clientId: string
  readonly cluster: string
  readonly brokerName: string
  readonly box: string
}

const SCHEME = 'rocketmq-reply:'

/** As text, for `replyTo`. */
export const writeReplyAddress = ({ clientId, cluster, brokerName, box }: ReplyPlace): string =>
  SCHEME + [cluster, brokerName, clientId, box].map(encodeURIComponent).join('/')

/** `undefined` for a text that is no such address: nobody is there. */
export function readReplyAddress(address: string): ReplyPlace | undefined {
  if (!address.startsWith(SCHEME)) return undefined
  const parts = address.slice(SCHEME.length).split('/').map(decoded)
  const [cluster, brokerName, clientId, box] = parts
  if (parts.length !== 4 || !cluster || !brokerName || !clientId || !box) return undefined
  return { cluster, brokerName, clientId, box }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
