import { createRedactor } from '@arq/admin'

import type { Servers } from './servers.js'

/**
 * Takes out of a job what nobody is to see: values of secret names, passwords in URLs, and the places that the setting
 * `redact` names.
 */
export function redactorOf({ settings, overrides }: Servers): <T extends object>(job: T) => T {
  const given: unknown = overrides.get('redact')?.value ?? settings['redact']
  return createRedactor(Array.isArray(given) ? given.map(String) : [])
}
