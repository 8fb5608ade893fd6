import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '..', '..', 'dist', 'bin.js')

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when it has printed this; rejects when it ends before. */
  readonly says: (wanted: string) => Promise<void>
}

/**
 * Starts the built `rocketmq`, as a user would: `npm test` has built it.
 * @param input of its standard input; `open`: nothing comes, and it has no end
 */
export function startRocketmq(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  if (input !== 'open') child.stdin?.end(input)
  const said = { stdout: '', stderr: '' }
  const looks = new Set<() => void>()
  for (const key of ['stdout', 'stderr'] as const) {
    child[key]?.setEncoding('utf8').on('data', (text: string) => {
      said[key] += text
      for (const look of looks) look()
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said }))
  })
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (`${said.stdout}${said.stderr}`.includes(wanted)) resolve()
      }
      looks.add(look)
      look()
      void ended.then(({ stdout, stderr }) =>
        reject(new Error(`it never said "${wanted}":\n${stdout}${stderr}`)),
      )
    })
  return { process: child, ended, says }
}
