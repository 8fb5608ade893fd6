import { redactPaths, redactSecrets, secretNames } from '@arq/core/internal'

/**
 * Takes out of a job or a letter what nobody is to see: values of secret names, passwords in URLs, and the places that
 * `paths` names, as the setting `redact` of a worker does.
 */
export function createRedactor(paths: readonly string[]): <T extends object>(value: T) => T {
  const isSecret = secretNames([])
  return <T extends object>(value: T) => {
    const open = redactPaths(value, paths)
    const shown = redactSecrets(open, isSecret) as object
    const usage: unknown = Reflect.get(open, 'usage')
    // What a job has used are amounts by the names of their units: `tokens` is none of those that are secret.
    // Only values change, each to a text; whoever shows them takes any value.
    return (usage === undefined ? shown : { ...shown, usage }) as T
  }
}
