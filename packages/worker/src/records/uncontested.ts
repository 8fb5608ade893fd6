import type { Delivery } from '@arq/core'
import { ANNOUNCED_VALUE, isDeadLetter, UNCONTESTED_HEADER } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'

/**
 * Whether no other attempt can have touched the job of a delivery: the message says that it is the only one of its job,
 * and this is the first time that the broker hands it out, as far as it remembers. Messages of older clients and of the
 * Python library say nothing.
 */
export const isUncontested = ({
  delivery,
  message,
}: Pick<Attempt, 'delivery' | 'message'>): boolean =>
  delivery.headers[UNCONTESTED_HEADER] !== undefined &&
  !delivery.redelivered &&
  delivery.mayHaveRun !== true &&
  message.jobTry === 1 &&
  !isDeadLetter(delivery.headers)

/** Whether the first record of a delivery's job was sent to the store beside the message, so that it may still come. */
export const isAnnounced = ({ headers }: Delivery): boolean =>
  headers[UNCONTESTED_HEADER] === ANNOUNCED_VALUE
