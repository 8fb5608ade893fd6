#!/usr/bin/env node
import { parseArgs } from 'node:util'

import {
  createConsoleLogger,
  languageFromEnvironment,
  localizedMessage,
  renderText,
  type ResultStore,
  type Text,
  type Transport,
} from '@arq/core'
import { redactText } from '@arq/core/internal'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

import { binTexts } from './bin-texts.js'
import { DEFAULT_PORT, listen } from './server/listen.js'
import { texts } from './texts.js'

const language = languageFromEnvironment(process.env)
const say = (text: Text): string => renderText(text, language)

/** What the command line says is wrong. */
class Wrong extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  if (values.help === true) {
    process.stdout.write(`${say(binTexts.usage())}\n`)
    return
  }
  const { transport, resultStore } = serversOf(positionals, values['management-url'])
  const port = Number(values.port ?? DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Wrong(say(binTexts.wrongPort()))
  const token = values.token ?? process.env['ARQ_DASHBOARD_TOKEN']
  const dashboard = await listen(
    {
      ...{ transport, queues: values.queue ?? [] },
      ...(resultStore ? { resultStore } : {}),
      ...(token === undefined || token === '' ? {} : { token }),
      ...(values['read-only'] === true ? { permissions: ['view'] as const } : {}),
      logger: createConsoleLogger({ level: 'info', language }),
    },
    { port, ...(values.host === undefined ? {} : { host: values.host }) },
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void dashboard.close())
  }
  // Last: whoever reads that it runs may stop it at once.
  process.stdout.write(`${say(texts.listening({ url: dashboard.url }))}\n`)
}

function readArguments() {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ host: text, port: text, token: text, 'management-url': text },
        ...{ 'read-only': flag, help: { ...flag, short: 'h' } },
        queue: { type: 'string', multiple: true },
      },
    })
  } catch (error) {
    throw new Wrong(`${localizedMessage(error, language)}\n${say(binTexts.usage())}`)
  }
}

function serversOf(
  urls: readonly string[],
  managementUrl: string | undefined,
): { readonly transport: Transport; readonly resultStore: ResultStore | undefined } {
  let transport: Transport | undefined
  let resultStore: ResultStore | undefined
  for (const url of urls) {
    if (/^amqps?:/i.test(url) && !transport) {
      // It shows delayed jobs, and moves none: it is no worker.
      const management = managementUrl === undefined ? {} : { managementUrl }
      transport = new AmqpTransport({ url, moveDelayedJobs: 'never', ...management })
    } else if (/^rediss?(?:\+(?:cluster|sentinel))?:/i.test(url) && !resultStore) {
      resultStore = new RedisResultStore({ url })
    } else throw new Wrong(say(binTexts.unknownScheme({ given: redactText(url) })))
  }
  if (transport) return { transport, resultStore }
  throw new Wrong(`${say(binTexts.noBroker())}\n${say(binTexts.usage())}`)
}

try {
  await main()
} catch (error) {
  const words = error instanceof Wrong ? error.message : localizedMessage(error, language)
  process.stderr.write(`${redactText(words)}\n`)
  process.exitCode = error instanceof Wrong ? 2 : 1
}
