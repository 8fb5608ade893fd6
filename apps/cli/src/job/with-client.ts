import { type Client, createClient } from '@arq/client'
import { createConsoleLogger, renderText, type ResultStore, type Transport } from '@arq/core'

import type { Program } from '../program.js'
import type { Servers } from '../servers.js'
import { usageError } from '../usage-error.js'
import { jobTexts } from './texts.js'

export interface OpenClient {
  readonly client: Client
  readonly transport: Transport
  readonly resultStore: ResultStore | undefined
}

/**
 * Runs with a client of the servers, and closes it and them.
 * @param queueName where jobs go whose call names none
 * @param options.waitsForResults whether workers are asked to tell the results, where there is no store
 */
export async function withClient<T>(
  servers: Servers,
  queueName: string | undefined,
  work: (open: OpenClient) => Promise<T>,
  { waitsForResults = false } = {},
): Promise<T> {
  const transport = await servers.openTransport()
  const resultStore = await servers.openResultStore()
  await transport.connect()
  try {
    await resultStore?.connect()
    const client = await createClient({
      transport,
      ...(resultStore === undefined ? {} : { resultStore }),
      ...(queueName === undefined ? {} : { queueName }),
      ...(servers.encryption && { encryption: servers.encryption }),
      ...(servers.payloads && { payloads: servers.payloads }),
      // A worker would answer a command that has ended.
      ...(waitsForResults ? {} : { keptReplies: 0 }),
      // Standard output is for what was asked for.
      logger: createConsoleLogger({ level: 'error', language: servers.language }),
    })
    try {
      return await work({ client, transport, resultStore })
    } finally {
      await client.close()
    }
  } finally {
    await resultStore?.close()
    await transport.close()
  }
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` saying how to name one, where there is none */
export function neededStore(open: OpenClient, what: string, program: Program): ResultStore {
  if (open.resultStore) return open.resultStore
  throw usageError(program, what, jobTexts.noStore())
}

/** Says on standard error what went wrong with one of several jobs. */
export function complain(problem: Parameters<typeof renderText>[0], program: Program): void {
  program.errors.write(`${renderText(problem, program.language)}\n`)
}
