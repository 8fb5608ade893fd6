import { ConnectionLost, isRocketMQError, type RocketMQError } from '../errors/errors.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { reasonOf, systemCode, tlsFailed, wrongProtocol } from './connect-errors.js'

/** What is known of a connection when it ends. */
export interface EndedConnection {
  readonly address: string
  /** Whether the server has ever sent a whole frame. */
  readonly hasReceivedFrame: boolean
  readonly firstBytes: Buffer | undefined
  /** Calls that it takes with it. */
  readonly callCount: number
}

/** A connection broke for a reason that we know. */
export function connectionLost(address: string, reason: Text, cause?: unknown): ConnectionLost {
  return lost(address, texts.connectionLost({ address, reason }), cause)
}

/** A connection that once stood is gone: by `error`, or closed by the server. */
export function toLoss(connection: EndedConnection, error?: unknown): RocketMQError {
  const { address, hasReceivedFrame, callCount } = connection
  // With TLS 1.3 a server refuses a client's certificate after the handshake.
  if (systemCode(error)?.startsWith('ERR_SSL_') === true) {
    return tlsFailed(address, reasonOf(error), error)
  }
  if (!hasReceivedFrame && callCount > 0) {
    return lost(address, texts.closedBeforeAnswer({ address }), error)
  }
  const reason = error === undefined ? texts.reasonClosedByServer() : reasonOf(error)
  return connectionLost(address, reason, error)
}

/** What came from the server is no frame. */
export function toUnreadable(connection: EndedConnection, error: unknown): RocketMQError {
  const { address, hasReceivedFrame, firstBytes } = connection
  if (!hasReceivedFrame && firstBytes) return wrongProtocol(address, firstBytes, error)
  const reason = isRocketMQError(error) ? error.text : reasonOf(error)
  return connectionLost(address, reason, error)
}

function lost(address: string, text: Text, cause: unknown): ConnectionLost {
  return new ConnectionLost({
    code: 'ROCKETMQ_CONNECTION_LOST',
    text,
    details: { address, systemCode: systemCode(cause) },
    cause,
  })
}
