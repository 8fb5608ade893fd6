import type { LogLevel } from './logger.js'

/** All levels, the least urgent first: what is written is what stands at or behind the chosen one. */
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal']
