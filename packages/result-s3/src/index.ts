export type { S3Credentials, S3CredentialsProvider } from './s3-credentials.js'
export { S3Payloads, s3Payloads } from './s3-payloads.js'
export { S3ResultStore } from './s3-result-store.js'
export {
  type S3PayloadsSettings,
  s3PayloadsSettingsSchema,
  type S3ResultStoreSettings,
  s3ResultStoreSettingsSchema,
} from './s3-settings.js'
