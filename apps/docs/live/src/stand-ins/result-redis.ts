import { MemoryResultStore } from '@arq/memory'
import type { RedisResultStoreSettings } from '@arq/result-redis'

import { records } from './shared-broker.js'

/** In place of Redis's, in a page: the same settings, of which it needs none. */
export class RedisResultStore extends MemoryResultStore {
  constructor(_settings: RedisResultStoreSettings) {
    super({ records })
  }
}
