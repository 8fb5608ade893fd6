export { MongoResultStore } from './mongo-result-store.js'
export { type MongoResultStoreSettings, mongoResultStoreSettingsSchema } from './mongo-settings.js'
