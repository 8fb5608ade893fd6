import { UNIQUE_HEADER } from '@arq/core/internal'

import type { Attempt } from './attempt.js'

/** Whether there is one job at a time for its key. */
export const isUnique = ({ delivery }: Pick<Attempt, 'delivery'>): boolean =>
  delivery.headers[UNIQUE_HEADER] !== undefined
