import { delimiter } from 'node:path'

/**
 * An environment in which programs are looked for in a folder before all others.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
export function withFirstOnPath(env, folder) {
  const environment = { ...env }
  // Windows writes it `Path`; a copy of process.env tells the two apart.
  const path = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  environment[path] = [folder, environment[path]].filter(Boolean).join(delimiter)
  return environment
}
