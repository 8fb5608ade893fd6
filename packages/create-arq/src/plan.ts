import { basename, resolve } from 'node:path'

import type { Flags } from './flags.js'
import { type ManagerName, managerOf, MANAGERS } from './package-managers.js'
import { nameLike, nameProblem } from './package-name.js'
import type { Program } from './program.js'
import { type Questions, questionsOf } from './questions.js'
import { checkTarget } from './target-folder.js'
import { TEMPLATE_NAMES, type TemplateName, TEMPLATES } from './templates.js'
import type { Say } from './texts.js'
import { UsageError } from './usage-error.js'

/** All that is decided before the first file is written. */
export interface Plan {
  /** Absolute. */
  readonly folder: string
  /** As the person gave it, for the next steps. */
  readonly shownFolder: string
  readonly name: string
  readonly template: TemplateName
  readonly manager: ManagerName
  readonly install: boolean
  readonly git: boolean
}

const DEFAULT_FOLDER = 'my-jobs'

/**
 * Takes what the flags say, and asks for the rest where somebody can answer; else it is the default.
 * @throws UsageError where a flag or the folder cannot be used
 */
export async function makePlan(flags: Flags, program: Program, say: Say): Promise<Plan> {
  const { ask, environment, print } = program
  const questions = ask && !flags.isSilent ? questionsOf(ask, say, print) : undefined
  // What was given is checked before anything is asked.
  if (flags.name !== undefined) checkName(flags.name, say)
  const shownFolder =
    flags.folder ?? (await questions?.text(say('askFolder'), DEFAULT_FOLDER)) ?? DEFAULT_FOLDER
  const folder = resolve(program.folder, shownFolder)
  checkTarget(folder, flags)
  return {
    folder,
    shownFolder,
    name: flags.name ?? (await nameOf(folder, questions, say)),
    template: flags.template ?? (await askTemplate(questions, say)) ?? 'plain',
    manager: flags.manager ?? (await askManager(environment, questions, say)),
    install: flags.install ?? (await questions?.yesNo(say('askInstall'), true)) ?? true,
    git: flags.git ?? (await questions?.yesNo(say('askGit'), true)) ?? false,
  }
}

function checkName(name: string, say: Say): void {
  const problem = problemInWords(name, say)
  if (problem !== undefined) throw new UsageError('nameWrong', { name, problem })
}

function problemInWords(name: string, say: Say): string | undefined {
  const found = nameProblem(name)
  return found && say(found.problem, { meant: found.meant })
}

async function nameOf(folder: string, questions: Questions | undefined, say: Say) {
  const byDefault = nameLike(basename(folder))
  if (!questions) return byDefault
  return await questions.text(say('askName'), byDefault, (name) => problemInWords(name, say))
}

const askTemplate = (questions: Questions | undefined, say: Say) =>
  questions?.choice<TemplateName>(
    say('askTemplate'),
    'plain',
    TEMPLATE_NAMES.map((value) => ({ value, title: say(TEMPLATES[value].title) })),
  )

async function askManager(
  environment: Program['environment'],
  questions: Questions | undefined,
  say: Say,
): Promise<ManagerName> {
  const running = managerOf(environment['npm_config_user_agent'])
  if (!questions) return running
  return await questions.choice<ManagerName>(
    say('askManager'),
    running,
    MANAGERS.map((value) => ({ value })),
  )
}
