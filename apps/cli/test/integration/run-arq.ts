import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

import { fixtures } from '../setup.js'

const bin = join(import.meta.dirname, '..', '..', 'dist', 'bin.js')

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with all that it has printed once this is in it; rejects when it ends before. */
  readonly says: (wanted: string) => Promise<string>
}

/** Starts the built `arq` as a user would, in the fixtures' folder unless another is named: `npm test` has built it. */
export function startArq(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  folder = fixtures,
): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  const looks = new Set<() => void>()
  for (const key of ['stdout', 'stderr'] as const) {
    child[key].setEncoding('utf8').on('data', (text: string) => {
      said[key] += text
      for (const look of looks) look()
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }))
  })
  const says = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const all = `${said.stdout}${said.stderr}`
        if (all.includes(wanted)) resolve(all)
      }
      looks.add(look)
      look()
      void ended.then(({ stdout, stderr }) =>
        reject(new Error(`it never said "${wanted}":\n${stdout}${stderr}`)),
      )
    })
  return { process: child, ended, says }
}

/** Runs it to its end. */
export const arq = (
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
  folder?: string,
) => startArq(args, environment, folder).ended
