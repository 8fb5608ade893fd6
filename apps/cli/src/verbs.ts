import type { Verb } from './command.js'
import { texts } from './texts.js'

/** All of them, in the order of the help. */
export const VERBS: readonly Verb[] = [
  {
    name: 'worker',
    describe: texts.workerCommand(),
    load: async () => (await import('./commands/worker.js')).workerCommand,
  },
  {
    name: 'dev',
    describe: texts.devCommand(),
    load: async () => (await import('./commands/dev.js')).devCommand,
  },
  {
    name: 'demo',
    describe: texts.demoCommand(),
    load: async () => (await import('./commands/demo.js')).demoCommand,
  },
  {
    name: 'queue-info',
    describe: texts.queueInfoCommand(),
    load: async () => (await import('./commands/queue-info.js')).queueInfoCommand,
  },
  {
    name: 'purge-queue',
    describe: texts.purgeQueueCommand(),
    load: async () => (await import('./commands/purge-queue.js')).purgeQueueCommand,
  },
  {
    name: 'enqueue',
    describe: texts.enqueueCommand(),
    load: async () => (await import('./commands/enqueue.js')).enqueueCommand,
  },
  {
    name: 'job',
    describe: texts.jobCommand(),
    load: async () => (await import('./commands/job.js')).jobCommand,
  },
  {
    name: 'job retry',
    describe: texts.jobRetryCommand(),
    load: async () => (await import('./commands/job-retry.js')).jobRetryCommand,
  },
  {
    name: 'job run-now',
    describe: texts.jobRunNowCommand(),
    load: async () => (await import('./commands/job-run-now.js')).jobRunNowCommand,
  },
  {
    name: 'workers',
    describe: texts.workersCommand(),
    load: async () => (await import('./commands/workers.js')).workersCommand,
  },
  {
    name: 'top',
    describe: texts.topCommand(),
    load: async () => (await import('./commands/top.js')).topCommand,
  },
  {
    name: 'pause',
    describe: texts.pauseCommand(),
    load: async () => (await import('./commands/pause.js')).pauseCommand,
  },
  {
    name: 'resume',
    describe: texts.resumeCommand(),
    load: async () => (await import('./commands/resume.js')).resumeCommand,
  },
  {
    name: 'drain',
    describe: texts.drainCommand(),
    load: async () => (await import('./commands/drain.js')).drainCommand,
  },
  {
    name: 'dlq list',
    describe: texts.dlqListCommand(),
    load: async () => (await import('./commands/dlq-list.js')).dlqListCommand,
  },
  {
    name: 'dlq show',
    describe: texts.dlqShowCommand(),
    load: async () => (await import('./commands/dlq-show.js')).dlqShowCommand,
  },
  {
    name: 'dlq redrive',
    describe: texts.dlqRedriveCommand(),
    load: async () => (await import('./commands/dlq-redrive.js')).dlqRedriveCommand,
  },
  {
    name: 'dlq purge',
    describe: texts.dlqPurgeCommand(),
    load: async () => (await import('./commands/dlq-purge.js')).dlqPurgeCommand,
  },
  {
    name: 'cron list',
    describe: texts.cronListCommand(),
    load: async () => (await import('./commands/cron-list.js')).cronListCommand,
  },
  {
    name: 'migrate-store',
    describe: texts.migrateStoreCommand(),
    load: async () => (await import('./commands/migrate-store.js')).migrateStoreCommand,
  },
  {
    name: 'doctor',
    describe: texts.doctorCommand(),
    load: async () => (await import('./commands/doctor.js')).doctorCommand,
  },
  {
    name: 'validate-config',
    describe: texts.validateConfigCommand(),
    load: async () => (await import('./commands/validate-config.js')).validateConfigCommand,
  },
  {
    name: 'config print',
    describe: texts.configPrintCommand(),
    load: async () => (await import('./commands/config-print.js')).configPrintCommand,
  },
  {
    name: 'check',
    describe: texts.checkCommand(),
    load: async () => (await import('./commands/check.js')).checkCommand,
  },
  {
    name: 'completion',
    describe: texts.completionCommand(),
    load: async () => (await import('./commands/completion.js')).completionOf(VERBS),
  },
]

interface FoundVerb {
  /** `undefined`: the command line begins with none. */
  readonly verb: Verb | undefined
  /** What was taken for its name: the first words, without flags. */
  readonly words: readonly string[]
  /** The arguments without its name. */
  readonly rest: readonly string[]
}

/** The verb that a command line begins with; of `job` and `job retry` the longer one that fits. */
export function findVerb(args: readonly string[]): FoundVerb {
  const indexes = args.flatMap((arg, index) => (arg.startsWith('-') ? [] : [index])).slice(0, 2)
  const words = indexes.map((index) => args[index] ?? '')
  const verb =
    VERBS.find(({ name }) => name === words.join(' ')) ??
    VERBS.find(({ name }) => name === words[0])
  const own = new Set(indexes.slice(0, verb?.name.split(' ').length ?? 0))
  return { verb, words, rest: args.filter((_arg, index) => !own.has(index)) }
}
