import { nameText } from './text-rules.js'

/** A task's name goes into headers, metrics and log lines. The same limit as for the other names at the broker. */
export const LONGEST_TASK_NAME_BYTES = 255

export const taskNameRule = nameText(LONGEST_TASK_NAME_BYTES)
