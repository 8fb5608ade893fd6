import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { sep } from 'node:path'

import { renderText, type Text } from '@arq/core'

import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { Program } from '../program.js'
import { watchTexts } from './texts.js'

/** An editor writes a file in several steps. */
const SETTLE_MS = 100
const NOT_OURS = /(?:^|[\\/])(?:node_modules|\.git|dist|coverage)(?:[\\/]|$)|~$|\.sw[a-z]$/

/**
 * Runs `arq` with these arguments as a process of its own, and again whenever a file in the folder changes, until it is
 * told to stop. A worker that has failed waits for the next change.
 */
export function runWatched(
  args: readonly string[],
  folder: string,
  program: Program,
  environment: Readonly<Record<string, string>> = {},
): Promise<ExitCode> {
  const watched = new WatchedWorker({ args, folder, program, environment })
  return watched.run()
}

interface WatchedParts {
  readonly args: readonly string[]
  readonly folder: string
  readonly program: Program
  /** Beside this process's own. */
  readonly environment: Readonly<Record<string, string>>
}

class WatchedWorker {
  readonly #args: readonly string[]
  readonly #folder: string
  readonly #program: Program
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #settling: NodeJS.Timeout | undefined
  #isStopping = false
  #end: () => void = () => undefined

  constructor({ args, folder, program, environment }: WatchedParts) {
    this.#args = args
    this.#folder = folder
    this.#program = program
    this.#environment = environment
  }

  async run(): Promise<ExitCode> {
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve
    })
    const watcher = watch(this.#folder, { recursive: true }, (_event, file) => {
      if (file !== null && !NOT_OURS.test(file)) this.#changed(file)
    })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    const stop = (signal: NodeJS.Signals): void => this.#stop(signal)
    for (const signal of signals) process.on(signal, stop)
    this.#say(watchTexts.watching({ folder: this.#folder + sep }))
    this.#start()
    await ended
    watcher.close()
    for (const signal of signals) process.off(signal, stop)
    return EXIT_CODES.ok
  }

  #start(): void {
    const [node = '', bin = ''] = process.argv
    const child = spawn(node, [...process.execArgv, bin, ...this.#args], {
      stdio: 'inherit',
      env: { ...process.env, ...this.#environment },
    })
    this.#child = child
    child.once('close', (code) => {
      this.#child = undefined
      if (this.#isStopping) this.#end()
      else this.#say(watchTexts.ended({ code: code ?? '-' }))
    })
  }

  #changed(file: string): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      if (this.#isStopping) return
      this.#say(watchTexts.restarting({ file }))
      this.#restart()
    }, SETTLE_MS)
  }

  /** The one that runs finishes its jobs first, as on every stop. */
  #restart(): void {
    const running = this.#child
    if (!running) {
      this.#start()
      return
    }
    running.removeAllListeners('close')
    running.once('close', () => {
      this.#child = undefined
      if (this.#isStopping) this.#end()
      else this.#start()
    })
    running.kill('SIGTERM')
  }

  #stop(signal: NodeJS.Signals): void {
    this.#isStopping = true
    clearTimeout(this.#settling)
    if (this.#child) this.#child.kill(signal)
    else this.#end()
  }

  #say(text: Text): void {
    const { errors, language } = this.#program
    errors.write(`${renderText(text, language)}\n`)
  }
}
