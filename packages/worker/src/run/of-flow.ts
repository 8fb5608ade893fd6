import { FLOW_CHILD_HEADER, FLOW_RELEASE_HEADER } from '@arq/core/internal'

import type { Attempt } from './attempt.js'

/** Whether a delivery is the message of a parent whose children are through. */
export const isReleased = ({ delivery }: Pick<Attempt, 'delivery'>): boolean =>
  delivery.headers[FLOW_RELEASE_HEADER] !== undefined

/** Whether it is a message of a job of a flow. */
export const isOfFlow = (attempt: Pick<Attempt, 'delivery'>): boolean =>
  isReleased(attempt) || attempt.delivery.headers[FLOW_CHILD_HEADER] !== undefined
