import { createConsoleLogger, renderText } from '@arq/core'

import type { Command } from '../command.js'
import { dashboardSettings } from '../dashboard/dashboard-settings.js'
import { DEFAULT_PORT, isPortTaken, portOf } from '../dashboard/port.js'
import { dashboardTexts } from '../dashboard/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, serversOf, STORE_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { untilTold } from '../until-told.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { createWiring } from '../wiring.js'

const DEFAULT_HOST = '127.0.0.1'

/** `arq dashboard`: what runs, waits and failed, in a browser. Goes on until it is told to stop. */
export const dashboardCommand: Command = {
  name: 'dashboard',
  describe: verbTexts.dashboardCommand(),
  names: { name: 'queues', describe: dashboardTexts.queuesArgument(), default: '' },
  flags: [
    { name: 'host', kind: 'text', describe: dashboardTexts.hostFlag(), default: DEFAULT_HOST },
    { name: 'port', kind: 'text', describe: dashboardTexts.portFlag(), default: DEFAULT_PORT },
    { name: 'token', kind: 'text', describe: dashboardTexts.tokenFlag() },
    { name: 'prefix', kind: 'text', describe: dashboardTexts.prefixFlag() },
    { name: 'read-only', kind: 'switch', describe: dashboardTexts.readOnlyFlag() },
    {
      name: 'trace-url',
      kind: 'text',
      describe: dashboardTexts.traceUrlFlag({ placeholder: '{traceId}' }),
    },
    { name: 'management-url', kind: 'text', describe: texts.managementUrlFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
  ],
  examples: [
    { line: 'arq dashboard -m ./settings.ts:workerSettings', describe: dashboardTexts.example() },
    {
      line: 'ARQ_DASHBOARD_TOKEN=… arq dashboard --host 0.0.0.0 -u amqp://broker',
      describe: dashboardTexts.exampleToken(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const host = textOf(flags['host']) ?? DEFAULT_HOST
  const port = portOf('--port', textOf(flags['port']) ?? DEFAULT_PORT, program)
  const token = textOf(flags['token']) ?? program.environment['ARQ_DASHBOARD_TOKEN']
  const prefix = textOf(flags['prefix'])
  const traceUrl = textOf(flags['trace-url'])
  const servers = await serversOf(flags, program)
  const { listen } = await createWiring(packagesOf(servers.folder)).loadDashboard()
  const given: unknown = flags['queues']
  const parts = {
    transport: await servers.openTransport(),
    resultStore: await servers.openResultStore(),
    logger: createConsoleLogger({ level: 'info', language: program.language }),
    queues: Array.isArray(given) && given.length > 0 ? given.map(String) : undefined,
  }
  const dashboard = await listen(
    {
      ...dashboardSettings(servers, parts),
      ...(token === undefined || token === '' ? {} : { token }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(traceUrl === undefined ? {} : { traceUrl }),
      ...(flags['read-only'] === true ? { permissions: ['view'] as const } : {}),
    },
    { host, port },
  ).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error
    throw usageError(program, '--port', dashboardTexts.portTaken({ port }))
  })
  const { output, language } = program
  // Before it says that it runs: whoever reads that may stop it at once.
  const stopped = untilTold()
  output.write(`${renderText(dashboardTexts.listening({ url: dashboard.url }), language)}\n`)
  await stopped
  await dashboard.close()
  return EXIT_CODES.ok
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined
