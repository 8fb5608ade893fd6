export { tiered } from './tiered.js'
export { type TieredSettings, tieredSettingsSchema } from './tiered-settings.js'
