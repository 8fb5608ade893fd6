import { parseArgs } from 'node:util'

import { nearestName } from '@arq/core/internal'

/** What `npm run demo -- …` takes. */
export interface DemoOptions {
  /** Absent: everything happens in memory. */
  readonly rabbitmqUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly jobs: number
  readonly isJson: boolean
  readonly wantsHelp: boolean
}

const FLAGS = {
  'rabbitmq-url': { type: 'string' },
  'redis-url': { type: 'string' },
  jobs: { type: 'string', default: '200' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const MOST_JOBS = 10_000
/** With fewer, no kind could be the most common one. */
const FEWEST_JOBS = 10

/** @throws Error in words for the person who typed it */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({ args: [...known(args)], options: FLAGS, strict: true })
  const jobs = Number(values.jobs)
  if (!Number.isInteger(jobs) || jobs < FEWEST_JOBS || jobs > MOST_JOBS) {
    throw new Error(`--jobs must be a whole number from ${FEWEST_JOBS} to ${MOST_JOBS}`)
  }
  return {
    rabbitmqUrl: values['rabbitmq-url'],
    redisUrl: values['redis-url'],
    jobs,
    isJson: values.json,
    wantsHelp: values.help,
  }
}

function known(args: readonly string[]): readonly string[] {
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name === undefined || name in FLAGS) continue
    const meant = nearestName(name, Object.keys(FLAGS))
    throw new Error(
      `unknown flag --${name}${meant === undefined ? '' : `; did you mean --${meant}?`}`,
    )
  }
  return args
}
