import { type ChildProcess, spawn } from 'node:child_process'

interface Ended {
  readonly code: number | null
  readonly output: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with what it has said once this is in it; rejects when it ends before. */
  readonly says: (text: string) => Promise<string>
}

/** Starts a command in a folder, as a person would in a terminal of their own. */
export function start(
  folder: string,
  [command = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  // jest's own flags are not for others; and a machine of CI would have vitest write its totals in colours.
  const { NODE_OPTIONS: _, FORCE_COLOR: __, ...own } = process.env
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      ...own,
      NO_COLOR: '1',
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const look of waiting) look()
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
  const says = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!output.includes(wanted)) return
        waiting.delete(look)
        resolve(output)
      }
      waiting.add(look)
      look()
      ended.then(() => reject(new Error(`it never said "${wanted}":\n${output}`)), reject)
    })
  return { process: child, ended, says }
}

/** Runs a command to its end. Rejects, with all that it said, unless it ends with 0. */
export async function run(
  folder: string,
  command: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<string> {
  const { code, output } = await start(folder, command, environment).ended
  if (code === 0) return output
  throw new Error(`${command.join(' ')} ended with ${String(code)}:\n${output}`)
}
