/** What every call of an administrator takes. */
export interface CallOptions {
  /** Ends the call early; what servers were told before stays done. */
  readonly signal?: AbortSignal | undefined
}

/** How far a call has come that asks several servers, or moves many messages. */
export interface AdminProgress {
  readonly done: number
  /** Absent where nobody knows how much there is. */
  readonly total: number | undefined
  /** The server, queue or message that was last. */
  readonly last: string
}

/** What calls take that may last. */
export interface ProgressOptions extends CallOptions {
  readonly onProgress?: ((progress: AdminProgress) => void) | undefined
}

/** Which brokers a call is about. Without either: all; calls that change something then need there to be one cluster. */
export interface BrokerChoice {
  /** All brokers of this cluster. */
  readonly cluster?: string | undefined
  /** One broker, by its name or by its `host:port`. */
  readonly broker?: string | undefined
}

/** The options as the calls below take them: without keys that are not set. */
export const signalOf = ({ signal }: CallOptions): { readonly signal?: AbortSignal } =>
  signal === undefined ? {} : { signal }

/** Time for a question that a broker hands to a client: it waits 10 s for the answer itself. */
export const FORWARDED_MS = 15_000
