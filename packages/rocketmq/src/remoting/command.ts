import type { StopSignal } from '../flow/stop-signal.js'

/** What is asked of a server, or by a broker of us. */
export interface RemotingRequest {
  /** One of RocketMQ's request codes. */
  readonly code: number
  /** Fields of the header, as text. */
  readonly ext?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** What came back. Code 0 is success; everything else is for the caller to judge. */
export interface RemotingResponse {
  readonly code: number
  /** The server's own words; a success may carry some too. */
  readonly remark: string | undefined
  readonly ext: Readonly<Record<string, string>>
  /** A view on the bytes received; empty when there is none. */
  readonly body: Buffer
  /** The server's protocol version, where it sent one. */
  readonly version?: number
}

export interface InvokeOptions {
  /** Milliseconds for the whole call, connecting included. */
  readonly timeoutMs: number
  /** Ends the call early; whether the server did it is then unknown. */
  readonly signal?: StopSignal
}

/** A request that a broker sends to us over a connection of ours. */
export interface ServerRequest extends RemotingRequest {
  /** The server that sent it. */
  readonly address: string
}

/** Answers one code of server requests. What it throws is answered with code 1 (SYSTEM_ERROR) and the error's message. */
export type RequestProcessor = (
  request: ServerRequest,
) => Promise<RemotingResponse | undefined> | RemotingResponse | undefined

/** The way to all servers: implemented by `RemotingClient`, called by everything above it. */
export interface RemotingCaller {
  /**
   * Sends a request and waits for its response.
   * Resolves with any response, whatever its code; rejects when none came.
   * @throws {@link ConnectError} nothing was sent
   * @throws {@link RequestTimeout} {@link ConnectionLost} {@link RequestAborted} whether it was done is unknown
   * @throws {@link TooManyRequests} {@link FrameError} nothing was sent
   */
  invoke(
    address: string,
    request: RemotingRequest,
    options: InvokeOptions,
  ): Promise<RemotingResponse>

  /** Sends a request that gets no response. Resolves when the frame has been handed to the socket. */
  oneway(address: string, request: RemotingRequest, options?: InvokeOptions): Promise<void>

  /**
   * Registers who answers a code of broker → client requests, on every connection, also future ones.
   * Returns the function that unregisters it.
   */
  onRequest(code: number, processor: RequestProcessor): () => void
}
