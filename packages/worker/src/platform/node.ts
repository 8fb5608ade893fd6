import { readFileSync, readlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, hostname } from 'node:os'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

import { readProperty } from '@arq/core/internal'

import { HealthEndpoint, type HealthEndpointParts } from '../health-endpoint/health-endpoint.js'
import type { StopSignal } from '../process-signals.js'

// What the worker takes from Node and a browser does in another way, or not at all: browser.ts exports the same names.
// Which of the two is meant by `#platform` says `imports` in package.json.

export { listenForStopSignals } from '../process-signals.js'

export const hostName = (): string => hostname()

/** Of this process, from 1. */
export const processId = (): number => process.pid

/** Bytes: of the whole process, and those of JavaScript in it. */
export function memoryUsage(): { readonly rss: number; readonly heapUsed: number } {
  const { rss, heapUsed } = process.memoryUsage()
  return { rss, heapUsed }
}

/** Of this package. */
export function version(): string {
  // From dist/ and from src/ it is in the same place.
  const { version: found } = createRequire(import.meta.url)('../../package.json') as {
    readonly version: string
  }
  return found
}

/**
 * Where process ids mean the same. On Linux by the boot and the namespace of process ids: containers may share a host
 * name, and have other ids. A restarted container is another machine.
 */
export function machineName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** Whether this machine has no such process, beyond doubt. */
export function isProcessGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it is there, and another user's.
    return readProperty(error, 'code') === 'ESRCH'
  }
}

/** What the process ends with, unless somebody has said so already. */
export function proposeExitCode(code: number): void {
  process.exitCode ??= code
}

/** At once. By the shell's convention with 128 and the number of the signal. */
export const endProcess = (signal: StopSignal): void =>
  process.exit(128 + constants.signals[signal])

/** The same bytes, not a copy. */
export const asBuffer = (body: Uint8Array): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)

/** Answers probes over HTTP once it is opened. */
export const healthEndpoint = (parts: HealthEndpointParts): Pick<HealthEndpoint, 'url' | 'open'> =>
  new HealthEndpoint(parts)

/** How late the event loop comes to what is due. */
export class LoopWatch {
  readonly #resolutionMs: number
  readonly #histogram: IntervalHistogram

  /** @param resolutionMs how finely it looks */
  constructor(resolutionMs: number) {
    this.#resolutionMs = resolutionMs
    this.#histogram = monitorEventLoopDelay({ resolution: resolutionMs })
    this.#histogram.enable()
  }

  /** The longest delay since its start or the last {@link reset}, whole milliseconds. */
  get longestMs(): number {
    const { max, count } = this.#histogram
    // The histogram counts its own interval, too.
    return count === 0 ? 0 : Math.max(Math.round(max / 1e6) - this.#resolutionMs, 0)
  }

  reset(): void {
    this.#histogram.reset()
  }

  stop(): void {
    this.#histogram.disable()
  }
}
