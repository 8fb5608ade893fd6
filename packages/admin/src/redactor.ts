import { redactPaths, redactSecrets, secretNames } from '@arq/core/internal'

/**
 * Takes out of a job or a letter what nobody is to see: values of secret names, passwords in URLs, and the places that
 * `paths` names, as the setting `redact` of a worker does.
 */
export function createRedactor(paths: readonly string[]): <T extends object>(value: T) => T {
  const isSecret = secretNames([])
  // Only values change, each to a text; whoever shows them takes any value.
  return <T extends object>(value: T) => redactSecrets(redactPaths(value, paths), isSecret) as T
}
