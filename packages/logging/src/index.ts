export { type ClosableLogger, createLogger } from './create-logger.js'
export { type LogLevelName } from './log-level.js'
export { type LineFormat, type LoggerSettings, loggerSettingsSchema } from './logger-settings.js'
export { type LogLine, type Plain, type PlainObject } from '@arq/core'
