// @arq/threads: runs tasks that compute in threads, away from the worker's event loop.

export { threadPool } from './thread-pool.js'
export { type ThreadPoolSettings, threadPoolSettingsSchema } from './thread-pool-settings.js'
