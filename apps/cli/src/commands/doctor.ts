import { type Finding, judgeEvidence } from '@arq/admin'

import type { Command } from '../command.js'
import { CONNECTION_DEFAULTS } from '../connection-settings.js'
import { look, type LookedOutbox } from '../doctor/look.js'
import { printFindings, printFindingsAsJson } from '../doctor/show-findings.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { PREFIX_FLAG, URL_VARIABLE } from '../outbox/open-outbox.js'
import { type GivenFlags, readOverrides } from '../overrides.js'
import type { Program } from '../program.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'
import { createWiring } from '../wiring.js'

/** `arq doctor`: looks for what is wrong with broker, queues, delays, result store and outbox. Changes nothing. */
export const doctorCommand: Command = {
  name: 'doctor',
  describe: verbTexts.doctorCommand(),
  flags: [
    {
      name: 'worker-module',
      alias: 'm',
      kind: 'text',
      describe: texts.workerModuleFlag(),
    },
    {
      name: 'rabbitmq-url',
      alias: 'u',
      kind: 'text',
      describe: texts.rabbitmqUrlFlag(),
      default: CONNECTION_DEFAULTS.rabbitmqUrl,
    },
    { name: 'management-url', kind: 'text', describe: texts.doctorManagementUrlFlag() },
    { name: 'result-store-url', kind: 'text', describe: texts.doctorStoreFlag() },
    {
      name: 'outbox-url',
      kind: 'text',
      describe: texts.doctorOutboxFlag({ variable: URL_VARIABLE }),
    },
    PREFIX_FLAG,
    { name: 'queue', alias: 'q', kind: 'list', describe: texts.doctorQueueFlag() },
    {
      name: 'connection-timeout',
      kind: 'text',
      describe: texts.doctorTimeoutFlag(),
      default: String(CONNECTION_DEFAULTS.connectionTimeout),
    },
    { name: 'strict', kind: 'switch', describe: texts.strictFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonFlag() },
  ],
  examples: [
    {
      line: 'arq doctor -m ./settings.ts:workerSettings',
      describe: texts.exampleDoctorModule(),
    },
    {
      line: 'arq doctor -u amqp://broker --management-url http://user:password@broker:15672 -q default --strict',
      describe: texts.exampleDoctorStrict(),
    },
    { line: 'arq doctor --json', describe: texts.exampleDoctorJson() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const reference = flags['worker-module']
  const { settings, folder } =
    typeof reference === 'string'
      ? await loadSettings(reference, program)
      : { settings: {}, folder: program.folder }
  const evidence = await look({
    settings,
    overrides: readOverrides(flags, program),
    wiring: createWiring(packagesOf(folder)),
    program,
    hasModule: reference !== undefined,
    outbox: outboxOf(flags, program),
  })
  const findings = judgeEvidence(evidence)
  if (flags['json'] === true) printFindingsAsJson(findings, program)
  else printFindings(findings, program)
  return exitCode(findings, flags['strict'] === true)
}

function outboxOf(flags: GivenFlags, program: Program): LookedOutbox | undefined {
  const given = flags['outbox-url'] ?? program.environment[URL_VARIABLE]
  const prefix = flags['table-prefix']
  if (typeof given !== 'string' || given === '') return undefined
  return { url: given, ...(typeof prefix === 'string' ? { tablePrefix: prefix } : {}) }
}

function exitCode(findings: readonly Finding[], isStrict: boolean): ExitCode {
  const isBad = ({ state }: Finding): boolean =>
    state === 'problem' || (isStrict && state === 'warning')
  return findings.some(isBad) ? EXIT_CODES.failed : EXIT_CODES.ok
}
