import { readProperty } from '@arq/core/internal'

/** Whether an object has these methods. */
export const hasMethods = (value: object, ...names: readonly string[]): boolean =>
  names.every((name) => typeof readProperty(value, name) === 'function')
