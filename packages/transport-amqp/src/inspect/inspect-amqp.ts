import { isArqError, type QueueInfo } from '@arq/core'
import { TransportEvents } from '@arq/core/internal'

import { toConnectionError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { AmqpConnection } from '../connection/connection.js'
import { ConnectionHealth } from '../connection/connection-health.js'
import { scratchConnectionTo } from '../connection/scratch-connection.js'
import { BrokerQuestions } from '../topology/broker-questions.js'
import { QueueAdmin } from '../topology/queue-admin.js'
import type { AmqpView } from './broker-inspection.js'

/** What AMQP tells of a broker and these queues, on a connection of its own. */
export async function inspectAmqp(
  settings: ResolvedAmqpSettings,
  queueNames: readonly string[],
  signal?: AbortSignal,
): Promise<AmqpView> {
  const connectionName = `${settings.connectionName} doctor`
  const connection = new AmqpConnection(
    { ...settings, connectionName, autoReconnect: false },
    'publish',
    // Nobody listens: its end is no event of a transport's.
    new ConnectionHealth(new TransportEvents()),
  )
  try {
    await connection.open({ signal })
    const questions = new BrokerQuestions({
      connection,
      virtualHosts: settings.urls.map(({ virtualHost }) => virtualHost),
      withScratchConnection: scratchConnectionTo({ ...settings, connectionName }),
    })
    const admin = new QueueAdmin(questions, undefined)
    const queues = new Map<string, QueueInfo | undefined>()
    for (const name of queueNames) {
      if (signal?.aborted === true) break
      try {
        queues.set(name, await admin.info(name))
      } catch (error) {
        // Another connection's exclusive queue, or not ours to see: that is not the end of looking.
        if (isArqError(error) && error.code === 'ARQ_CONNECTION_AUTH') continue
        throw error
      }
    }
    return { isOpen: true, brokerVersion: connection.brokerVersion, queues }
  } catch (error) {
    const why = isArqError(error) ? error : toConnectionError(error, connection.where)
    return { isOpen: false, error: why }
  } finally {
    await connection.close()
  }
}
