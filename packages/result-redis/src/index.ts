export { type RedisLayout } from './redis-keys.js'
export { type RedisInspection, RedisResultStore } from './redis-result-store.js'
export { type RedisResultStoreSettings, redisResultStoreSettingsSchema } from './redis-settings.js'
