import type { QueueInfo, Transport } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { Command } from '../command.js'
import { CONNECTION_DEFAULTS } from '../connection-settings.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import { messages } from '../messages.js'
import { type GivenFlags, overriddenText, readOverrides } from '../overrides.js'
import { paint, printJson, tableLines } from '../print.js'
import type { Program } from '../program.js'
import { createWiring } from '../wiring.js'

/** The queue of clients and workers that name none. */
const DEFAULT_QUEUE = 'default'

/** `arq queue-info`: how much waits in queues. Never creates one. */
export const queueInfoCommand: Command = {
  name: 'queue-info',
  describe: messages.queueInfoCommand(),
  names: { name: 'queues', describe: messages.queueArgument(), default: DEFAULT_QUEUE },
  flags: [
    {
      name: 'rabbitmq-url',
      alias: 'u',
      kind: 'text',
      describe: messages.rabbitmqUrlFlag(),
      default: CONNECTION_DEFAULTS.rabbitmqUrl,
    },
    { name: 'management-url', kind: 'text', describe: messages.managementUrlFlag() },
    {
      name: 'connection-timeout',
      kind: 'text',
      describe: messages.queueInfoTimeoutFlag(),
      default: String(CONNECTION_DEFAULTS.connectionTimeout),
    },
    { name: 'json', kind: 'switch', describe: messages.jsonFlag() },
  ],
  examples: [
    { line: 'arq queue-info', describe: messages.exampleInfo() },
    {
      line: 'arq queue-info default images -u amqp://broker --json',
      describe: messages.exampleInfoJson(),
    },
  ],
  run,
}

/** A queue and where its final failures go; a part that does not exist is `undefined`. */
interface QueueReport {
  readonly name: string
  readonly info: QueueInfo | undefined
  readonly dlqName: string
  readonly dlq: QueueInfo | undefined
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const overrides = readOverrides(flags, program)
  const managementUrl = overriddenText(overrides, 'managementUrl')
  const transport = await createWiring(packagesOf(program.folder)).openTransport({
    url: overriddenText(overrides, 'rabbitmqUrl') ?? CONNECTION_DEFAULTS.rabbitmqUrl,
    connectionTimeout:
      overrides.get('connectionTimeout')?.value ?? CONNECTION_DEFAULTS.connectionTimeout,
    ...(managementUrl === undefined ? {} : { managementUrl }),
  })
  const names = namesOf(flags['queues']) ?? [
    overriddenText(overrides, 'queueName') ?? DEFAULT_QUEUE,
  ]
  const reports = await readQueues(transport, names)

  if (flags['json'] === true) printJson({ queues: reports.map(toJson) }, program.output)
  else printTable(reports, program)

  const found = reports.flatMap(({ info }) => info ?? [])
  if (managementUrl !== undefined && found.some(({ type }) => type === undefined)) {
    warn(renderMessage(messages.managementSilent(), program.language), program)
  }
  const absent = reports.filter(({ info }) => !info)
  for (const { name } of absent) {
    const said = messages.noSuchQueue({ queue: name, transport: transport.description })
    warn(renderMessage(said, program.language), program)
  }
  return absent.length === 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

function namesOf(given: unknown): readonly string[] | undefined {
  return Array.isArray(given) && given.length > 0 ? [...new Set(given.map(String))] : undefined
}

async function readQueues(
  transport: Transport,
  names: readonly string[],
): Promise<readonly QueueReport[]> {
  await transport.connect()
  try {
    const reports: QueueReport[] = []
    for (const name of names) {
      const dlqName = transport.deadLetterQueueOf(name)
      const info = await transport.queueInfo(name)
      reports.push({ name, info, dlqName, dlq: await transport.queueInfo(dlqName) })
    }
    return reports
  } finally {
    await transport.close()
  }
}

/** Part of the contract: keys are added, never renamed. `null` is "not known" or "does not exist". */
function toJson({ name, info, dlqName, dlq }: QueueReport): unknown {
  return {
    name,
    exists: info !== undefined,
    ready: info?.ready ?? null,
    unacknowledged: info?.unacknowledged ?? null,
    consumers: info?.consumers ?? null,
    type: info?.type ?? null,
    deadLetterQueue: { name: dlqName, exists: dlq !== undefined, ready: dlq?.ready ?? null },
  }
}

function printTable(reports: readonly QueueReport[], { output, language }: Program): void {
  const title = (message: ReturnType<typeof messages.columnQueue>): string =>
    renderMessage(message, language)
  const cell = (value: string | number | undefined): string =>
    value === undefined ? '-' : String(value)
  const [heading = '', ...rows] = tableLines(
    [
      { title: title(messages.columnQueue()), align: 'left' },
      { title: title(messages.columnReady()), align: 'right' },
      { title: title(messages.columnUnacknowledged()), align: 'right' },
      { title: title(messages.columnConsumers()), align: 'right' },
      { title: title(messages.columnType()), align: 'left' },
      { title: title(messages.columnDlq()), align: 'left' },
      { title: title(messages.columnDlqReady()), align: 'right' },
    ],
    reports.map(({ name, info, dlqName, dlq }) => [
      name,
      cell(info?.ready),
      cell(info?.unacknowledged),
      cell(info?.consumers),
      cell(info?.type),
      dlqName,
      cell(dlq?.ready),
    ]),
  )
  output.write(`${[paint('bold', heading, output), ...rows].join('\n')}\n`)
}

function warn(text: string, { errors, language }: Program): void {
  errors.write(`${paint('yellow', renderMessage(messages.warning(), language), errors)}${text}\n`)
}
