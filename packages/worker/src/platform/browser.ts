import { ConfigurationError } from '@arq/core'
import { randomUuid } from '@arq/core/internal'

import type { HealthEndpoint, HealthEndpointParts } from '../health-endpoint/health-endpoint.js'
import { endpointTexts } from '../health-endpoint/texts.js'
import type { SignalActions, StopSignal } from '../process-signals.js'

// node.ts in a page: the same names, by what browsers bring.

/** Nobody sends signals to a page. */
export const listenForStopSignals =
  (_actions: SignalActions): (() => void) =>
  () =>
    undefined

export const hostName = (): string => 'browser'

export const processId = (): number => 1

// Browsers do not say.
export const memoryUsage = (): { readonly rss: number; readonly heapUsed: number } => ({
  rss: 0,
  heapUsed: 0,
})

// A bundle has no package.json to look into.
export const version = (): string => 'unknown'

/** Each worker is on a machine of its own: what became of a page, no other page can find out. */
export const machineName = (): string => randomUuid()

export const isProcessGone = (_pid: number): boolean => false

export const proposeExitCode = (_code: number): void => undefined

export const endProcess = (_signal: StopSignal): void => undefined

// A page has no Buffer: what decodes foreign messages there is given the bytes as they are.
export const asBuffer = (body: Uint8Array): Buffer => body as Buffer

/** @throws ConfigurationError: a page cannot listen. */
export const healthEndpoint = (
  _parts: HealthEndpointParts,
): Pick<HealthEndpoint, 'url' | 'open'> => {
  const problem = { path: 'healthEndpointPort', text: endpointTexts.notInBrowsers() }
  throw new ConfigurationError('Worker settings', [problem])
}

/** By a timer. That of a page in the background comes once a second, so its workers are late indeed. */
export class LoopWatch {
  readonly #interval: ReturnType<typeof setInterval>
  readonly #resolutionMs: number
  #dueMs: number
  #longestMs = 0

  constructor(resolutionMs: number) {
    this.#resolutionMs = resolutionMs
    this.#dueMs = performance.now() + resolutionMs
    this.#interval = setInterval(() => this.#look(), resolutionMs)
  }

  get longestMs(): number {
    return Math.round(this.#longestMs)
  }

  reset(): void {
    this.#longestMs = 0
  }

  stop(): void {
    clearInterval(this.#interval)
  }

  #look(): void {
    const nowMs = performance.now()
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#dueMs)
    this.#dueMs = nowMs + this.#resolutionMs
  }
}
