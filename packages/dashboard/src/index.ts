// What an application that mounts a dashboard imports from here; the page imports `./contract`.

export * from './contract/index.js'
export { createDashboard, type Dashboard } from './dashboard.js'
export type { Access, Authorize, Granted } from './rights/access.js'
export type { ListeningDashboard, ListenOptions } from './server/listen.js'
export type { NodeHandler } from './server/node-handler.js'
export {
  type CallableCronJob,
  type DashboardSettings,
  dashboardSettingsSchema,
} from './settings.js'
export { listen, nodeHandler } from '#server'
