import type { RocketMQError } from '../errors/errors.js'

/**
 * The life of one socket: `disconnected` → `connecting` → `connected` → `closing` → `closed`. Any state may fall to
 * `closed`; a new socket begins anew.
 */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'closing' | 'closed'

/** What happens to the connections, to be observed. */
export type RemotingEvent =
  | {
      readonly type: 'connectionState'
      readonly address: string
      readonly state: ConnectionState
      /** Why it was closed, when that was not our doing. */
      readonly error?: RocketMQError
    }
  | {
      /** No connection: the next attempt is not made before this time has passed. */
      readonly type: 'backingOff'
      readonly address: string
      readonly failures: number
      readonly retryInMs: number
    }
  | {
      /** The server is shutting down; calls move to a new connection to the same address. */
      readonly type: 'goAway'
      readonly address: string
    }

export type RemotingListener = (event: RemotingEvent) => void

/** Hands what happens to every listener. */
export class RemotingEvents {
  readonly #listeners = new Set<RemotingListener>()

  on(listener: RemotingListener): () => void {
    // A function may be registered twice; each registration is its own.
    const own: RemotingListener = (event) => listener(event)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  emit(event: RemotingEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch {
        // A listener's defect must not stop the recovery that is telling of itself.
      }
    }
  }
}
