import { renderText, type Text } from '@arq/core'
import { nearestName, setCronPaused } from '@arq/core/internal'

import type { Flag } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { cronTexts } from './texts.js'

export const CRON_NAMES = { name: 'names', describe: cronTexts.namesArgument() } as const

export const CRON_FLAGS: readonly Flag[] = [
  { name: 'worker-module', alias: 'm', kind: 'text', describe: texts.serversModuleFlag() },
  STORE_FLAG,
  JSON_FLAG,
]

const SAID = {
  pause: { changed: cronTexts.paused, was: cronTexts.wasPaused },
  resume: { changed: cronTexts.resumed, was: cronTexts.wasNotPaused },
} as const

/** Pauses cron jobs, or ends their pauses, by the workers' result store alone; the broker is not needed. */
export async function changeCrons(
  how: 'pause' | 'resume',
  flags: GivenFlags,
  program: Program,
): Promise<ExitCode> {
  const given: unknown = flags['names']
  const names = Array.isArray(given) ? given.map(String) : []
  const servers = await serversOf(flags, program)
  const known = namesOf(servers.settings['cronJobs'])
  const { output, errors, language } = program
  const write = (to: typeof output, text: Text): void => to.write(`${renderText(text, language)}\n`)
  const strange = known ? names.filter((name) => !known.includes(name)) : []
  for (const name of strange) write(errors, unknown(name, known ?? []))
  // All or none: a list with a typo is not what was meant.
  if (strange.length > 0) return EXIT_CODES.notFound

  const store = await servers.openResultStore()
  if (!store) throw usageError(program, `cron ${how}`, cronTexts.noStore())
  const isPaused = how === 'pause'
  const changes: {
    readonly name: string
    readonly isPaused: boolean
    readonly hasChanged: boolean
  }[] = []
  try {
    await store.connect()
    for (const name of names) {
      const hasChanged = await setCronPaused(store, name, isPaused, Date.now())
      changes.push({ name, isPaused, hasChanged })
      if (flags['json'] !== true) write(output, SAID[how][hasChanged ? 'changed' : 'was']({ name }))
    }
  } finally {
    await store.close()
  }
  if (flags['json'] === true) printJson({ cronJobs: changes }, output)
  return EXIT_CODES.ok
}

/** `undefined`: no settings module says which there are. */
function namesOf(cronJobs: unknown): readonly string[] | undefined {
  if (!Array.isArray(cronJobs)) return undefined
  return cronJobs.flatMap((job: unknown) => {
    const name: unknown = typeof job === 'object' && job !== null && Reflect.get(job, 'name')
    return typeof name === 'string' ? [name] : []
  })
}

function unknown(name: string, known: readonly string[]): Text {
  const meant = nearestName(name, known)
  return meant === undefined
    ? cronTexts.unknown({ name, known: known.join(', ') })
    : cronTexts.unknownMeant({ name, meant })
}
