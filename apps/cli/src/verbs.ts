import type { Verb } from './command.js'
import { verbTexts } from './verb-texts.js'

/** All of them, in the order of the help. */
export const VERBS: readonly Verb[] = [
  {
    name: 'worker',
    describe: verbTexts.workerCommand(),
    load: async () => (await import('./commands/worker.js')).workerCommand,
  },
  {
    name: 'dev',
    describe: verbTexts.devCommand(),
    load: async () => (await import('./commands/dev.js')).devCommand,
  },
  {
    name: 'demo',
    describe: verbTexts.demoCommand(),
    load: async () => (await import('./commands/demo.js')).demoCommand,
  },
  {
    name: 'queue-info',
    describe: verbTexts.queueInfoCommand(),
    load: async () => (await import('./commands/queue-info.js')).queueInfoCommand,
  },
  {
    name: 'purge-queue',
    describe: verbTexts.purgeQueueCommand(),
    load: async () => (await import('./commands/purge-queue.js')).purgeQueueCommand,
  },
  {
    name: 'enqueue',
    describe: verbTexts.enqueueCommand(),
    load: async () => (await import('./commands/enqueue.js')).enqueueCommand,
  },
  {
    name: 'job',
    describe: verbTexts.jobCommand(),
    load: async () => (await import('./commands/job.js')).jobCommand,
  },
  {
    name: 'jobs',
    describe: verbTexts.jobsCommand(),
    load: async () => (await import('./commands/jobs.js')).jobsCommand,
  },
  {
    name: 'unique',
    describe: verbTexts.uniqueCommand(),
    load: async () => (await import('./commands/unique.js')).uniqueCommand,
  },
  {
    name: 'job retry',
    describe: verbTexts.jobRetryCommand(),
    load: async () => (await import('./commands/job-retry.js')).jobRetryCommand,
  },
  {
    name: 'job run-now',
    describe: verbTexts.jobRunNowCommand(),
    load: async () => (await import('./commands/job-run-now.js')).jobRunNowCommand,
  },
  {
    name: 'flow',
    describe: verbTexts.flowCommand(),
    load: async () => (await import('./commands/flow.js')).flowCommand,
  },
  {
    name: 'stream',
    describe: verbTexts.streamCommand(),
    load: async () => (await import('./commands/stream.js')).streamCommand,
  },
  {
    name: 'send',
    describe: verbTexts.sendCommand(),
    load: async () => (await import('./commands/send.js')).sendCommand,
  },
  {
    name: 'signal',
    describe: verbTexts.signalCommand(),
    load: async () => (await import('./commands/signal.js')).signalCommand,
  },
  {
    name: 'workers',
    describe: verbTexts.workersCommand(),
    load: async () => (await import('./commands/workers.js')).workersCommand,
  },
  {
    name: 'top',
    describe: verbTexts.topCommand(),
    load: async () => (await import('./commands/top.js')).topCommand,
  },
  {
    name: 'dashboard',
    describe: verbTexts.dashboardCommand(),
    load: async () => (await import('./commands/dashboard.js')).dashboardCommand,
  },
  {
    name: 'pause',
    describe: verbTexts.pauseCommand(),
    load: async () => (await import('./commands/pause.js')).pauseCommand,
  },
  {
    name: 'resume',
    describe: verbTexts.resumeCommand(),
    load: async () => (await import('./commands/resume.js')).resumeCommand,
  },
  {
    name: 'drain',
    describe: verbTexts.drainCommand(),
    load: async () => (await import('./commands/drain.js')).drainCommand,
  },
  {
    name: 'keys',
    describe: verbTexts.keysCommand(),
    load: async () => (await import('./commands/keys.js')).keysCommand,
  },
  {
    name: 'keys set',
    describe: verbTexts.keysSetCommand(),
    load: async () => (await import('./commands/keys-set.js')).keysSetCommand,
  },
  {
    name: 'dlq list',
    describe: verbTexts.dlqListCommand(),
    load: async () => (await import('./commands/dlq-list.js')).dlqListCommand,
  },
  {
    name: 'dlq show',
    describe: verbTexts.dlqShowCommand(),
    load: async () => (await import('./commands/dlq-show.js')).dlqShowCommand,
  },
  {
    name: 'dlq redrive',
    describe: verbTexts.dlqRedriveCommand(),
    load: async () => (await import('./commands/dlq-redrive.js')).dlqRedriveCommand,
  },
  {
    name: 'dlq purge',
    describe: verbTexts.dlqPurgeCommand(),
    load: async () => (await import('./commands/dlq-purge.js')).dlqPurgeCommand,
  },
  {
    name: 'cron list',
    describe: verbTexts.cronListCommand(),
    load: async () => (await import('./commands/cron-list.js')).cronListCommand,
  },
  {
    name: 'cron pause',
    describe: verbTexts.cronPauseCommand(),
    load: async () => (await import('./commands/cron-pause.js')).cronPauseCommand,
  },
  {
    name: 'cron resume',
    describe: verbTexts.cronResumeCommand(),
    load: async () => (await import('./commands/cron-resume.js')).cronResumeCommand,
  },
  {
    name: 'migrate',
    describe: verbTexts.migrateCommand(),
    load: async () => (await import('./commands/migrate.js')).migrateCommand,
  },
  {
    name: 'migrate-store',
    describe: verbTexts.migrateStoreCommand(),
    load: async () => (await import('./commands/migrate-store.js')).migrateStoreCommand,
  },
  {
    name: 'doctor',
    describe: verbTexts.doctorCommand(),
    load: async () => (await import('./commands/doctor.js')).doctorCommand,
  },
  {
    name: 'explain',
    describe: verbTexts.explainCommand(),
    load: async () => (await import('./commands/explain.js')).explainCommand,
  },
  {
    name: 'outbox',
    describe: verbTexts.outboxCommand(),
    load: async () => (await import('./commands/outbox.js')).outboxCommand,
  },
  {
    name: 'outbox status',
    describe: verbTexts.outboxStatusCommand(),
    load: async () => (await import('./commands/outbox-status.js')).outboxStatusCommand,
  },
  {
    name: 'outbox retry',
    describe: verbTexts.outboxRetryCommand(),
    load: async () => (await import('./commands/outbox-retry.js')).outboxRetryCommand,
  },
  {
    name: 'outbox drop',
    describe: verbTexts.outboxDropCommand(),
    load: async () => (await import('./commands/outbox-drop.js')).outboxDropCommand,
  },
  {
    name: 'outbox migrate',
    describe: verbTexts.outboxMigrateCommand(),
    load: async () => (await import('./commands/outbox-migrate.js')).outboxMigrateCommand,
  },
  {
    name: 'outbox schema',
    describe: verbTexts.outboxSchemaCommand(),
    load: async () => (await import('./commands/outbox-schema.js')).outboxSchemaCommand,
  },
  {
    name: 'validate-config',
    describe: verbTexts.validateConfigCommand(),
    load: async () => (await import('./commands/validate-config.js')).validateConfigCommand,
  },
  {
    name: 'config print',
    describe: verbTexts.configPrintCommand(),
    load: async () => (await import('./commands/config-print.js')).configPrintCommand,
  },
  {
    name: 'check',
    describe: verbTexts.checkCommand(),
    load: async () => (await import('./commands/check.js')).checkCommand,
  },
  {
    name: 'completion',
    describe: verbTexts.completionCommand(),
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
