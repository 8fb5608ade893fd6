import { headerOwner } from '@arq/core/internal'

import type { FieldTable } from './field-table.js'

const isBrokers = (name: string): boolean => headerOwner(name) === 'RabbitMQ'

/**
 * The headers without those that are between a publisher and the broker. Deliveries are read by it, so that no caller
 * knows the broker's words. Messages are sent by it: `CC`, `BCC` and `x-delay` would be instructions to the broker, and
 * its notes about a message's way would grow with each delay (before RabbitMQ 4.0.1 `x-death` also makes a retried job
 * look like a dead letter cycle, which the broker drops).
 */
export function withoutBrokerHeaders(headers: FieldTable): FieldTable {
  for (const name in headers) {
    if (isBrokers(name)) {
      return Object.fromEntries(Object.entries(headers).filter(([each]) => !isBrokers(each)))
    }
  }
  return headers
}
