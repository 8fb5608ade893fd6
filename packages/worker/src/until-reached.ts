import { type Clock, isArqError } from '@arq/core'
import { pause } from '@arq/core/internal'

/** Between two tries, milliseconds. The transport waits for its connection by itself, up to its own limit. */
const AGAIN_MS = 1000

const AWAY = new Set(['ARQ_CONNECTION_REFUSED', 'ARQ_CONNECTION_LOST'])

/**
 * Opens something on a transport that was connected before. A broker that has gone away since is waited for, as one that
 * was not there at all; that the transport has given up is told by its event, which ends the worker.
 * @throws what else `open` rejects with
 */
export async function untilReached<T>(
  open: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (!isAway(error)) throw error
      await pause(AGAIN_MS, { clock, signal })
      if (signal.aborted) throw error
    }
  }
}

const isAway = (error: unknown): boolean =>
  isArqError(error) && AWAY.has(error.code) && Reflect.get(error, 'scope') === 'connection'
