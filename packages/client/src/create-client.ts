import { readyEncryption, readyPayloads } from '@arq/core/internal'

import { Client } from './client.js'
import { ClientParts } from './client-parts.js'
import { type ClientSettings, resolveClientSettings } from './client-settings.js'
import type { NoTasks } from './job-specs.js'

/**
 * Opens a client. A transport or store that nobody has connected yet is opened for it and closed with its last user;
 * one that you connected stays yours to close.
 *
 * @typeParam Tasks what is known of tasks by name: `TasksOf` of a worker's functions. @defaultValue nothing
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the setting
 * @throws ConnectionError `ARQ_CONNECTION_REFUSED` after the transport's `connectionTimeout`, `ARQ_CONNECTION_AUTH` at once
 * @throws ResultStoreError when the store cannot be opened
 * @throws PayloadKeyMissing `ARQ_KEY_MISSING` when the key to encrypt with cannot be had; UnsupportedError `ARQ_UNSUPPORTED`
 * for `encryption` and `payloads` where the Python library reads along; what the payload store's `ready()` rejects with
 *
 * @example
 * ```ts
 * await using client = await createClient({ transport, resultStore })
 * const job = await client.enqueueJob(sendEmail, ['user@example.com', 'Welcome'])
 * const { subject } = await job.result({ timeout: 60 })
 * ```
 */
export async function createClient<Tasks extends object = NoTasks>(
  settings: ClientSettings,
): Promise<Client<Tasks>> {
  return new Client<Tasks>(await openParts(settings))
}

/** Opens transport and store; when one fails, the other is let go again. */
async function openParts(input: ClientSettings): Promise<ClientParts> {
  const settings = resolveClientSettings(input)
  const { transport, resultStore, enqueue } = settings
  await readyEncryption({ transport, resultStore, encryption: enqueue.encryption })
  await readyPayloads({ transport, resultStore, payloads: enqueue.payloads })
  const opened = await Promise.allSettled([
    transport.acquire(),
    ...(resultStore ? [resultStore.acquire()] : []),
  ])
  const releases = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failure = opened.find((one) => one.status === 'rejected')
  if (!failure) return new ClientParts(settings, releases)
  // What went wrong first is what the caller must know.
  await Promise.allSettled(releases.map((release) => release()))
  throw failure.reason
}
