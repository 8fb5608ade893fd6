import { redactPaths, redactSecrets, secretNames } from '@arq/core/internal'

import type { Servers } from './servers.js'

/**
 * Takes out of a job what nobody is to see: values of secret names, passwords in URLs, and the places that the setting
 * `redact` names.
 */
export function redactorOf({ settings, overrides }: Servers): <T extends object>(job: T) => T {
  const given: unknown = overrides.get('redact')?.value ?? settings['redact']
  const paths = Array.isArray(given) ? given.map(String) : []
  const isSecret = secretNames([])
  // Only values change, each to a text; whoever shows them takes any value.
  return <T extends object>(job: T) => redactSecrets(redactPaths(job, paths), isSecret) as T
}
