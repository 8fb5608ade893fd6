export { SqlResultStore } from './sql-result-store.js'
export { type SqlResultStoreSettings, sqlResultStoreSettingsSchema } from './sql-settings.js'
