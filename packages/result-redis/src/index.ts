export { RedisResultStore } from './redis-result-store.js'
export { redisResultStoreSchema, type RedisResultStoreSettings } from './redis-settings.js'
