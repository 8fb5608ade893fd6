import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const dist = join(import.meta.dirname, '..', 'dist')

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when it has printed this; rejects when it ends before. */
  readonly says: (text: string) => Promise<void>
}

/** Starts a built program of this package, as a user would: `npm test` has built it. */
export function runProgram(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [join(dist, file), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  let look = (): void => undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    look()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const lookedAt = (): void => {
        if (`${stdout}${stderr}`.includes(wanted)) resolve()
      }
      const before = look
      look = () => {
        before()
        lookedAt()
      }
      lookedAt()
      void ended.then(() => reject(new Error(`it never said "${wanted}":\n${stdout}${stderr}`)))
    })
  return { process: child, ended, says }
}

/** The address of a server that tests need. */
export function serverUrl(name: string): string {
  const url = process.env[name]
  if (url === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return url
}
