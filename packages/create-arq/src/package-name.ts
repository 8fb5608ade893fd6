import { isBuiltin } from 'node:module'

import type { TextKey } from './texts.js'

export interface NameProblem {
  readonly problem: TextKey
  /** A name like it that npm takes. */
  readonly meant: string
}

const MOST_CHARACTERS = 214
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
/** Of folders and files that npm itself makes. */
const RESERVED: readonly string[] = ['node_modules', 'favicon.ico', 'package.json']
const WITHOUT_BETTER = 'my-jobs'

/**
 * Why npm would not take a package of this name; undefined when it would.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#name
 */
export function nameProblem(name: string): NameProblem | undefined {
  const problem = problemOf(name)
  return problem && { problem, meant: nameLike(name) }
}

function problemOf(name: string): TextKey | undefined {
  if (name === '') return 'nameEmpty'
  if (name.length > MOST_CHARACTERS) return 'nameTooLong'
  if (/^[._]/.test(name)) return 'nameStart'
  if (NAME.test(name.toLowerCase()) && name !== name.toLowerCase()) return 'nameUpperCase'
  if (!NAME.test(name)) return 'nameCharacters'
  return RESERVED.includes(name) || isBuiltin(name) ? 'nameTaken' : undefined
}

/** A name that npm takes, as near to this as it gets: the name of a folder may have blanks and Chinese letters. */
export function nameLike(text: string): string {
  const near = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[-._]+/, '')
    .replace(/-+$/, '')
    .slice(0, MOST_CHARACTERS)
  if (near === '') return WITHOUT_BETTER
  return problemOf(near) === undefined ? near : `${near}-jobs`
}
