import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import {
  createRedis,
  createVirtualHost,
  pythonWith,
  type RedisServer,
  until,
} from '@arq/tooling-services'

import { runProgram } from './run-program.js'

const WAIT = { withinMs: 240_000 }
const HOME = join(import.meta.dirname, '..')
/** Jobs of one producer. */
const PEOPLE = 20

export const named = (by: string): string[] =>
  Array.from({ length: PEOPLE }, (_, n) => `${by}-${String(n)}`)

/** Programs of the page about Python, with servers of their own, and what their tasks have said. */
export async function openMove(wanted: { name: string; version: string }) {
  const python = await pythonWith(wanted, (line) => process.stderr.write(`${line}\n`))
  const host = await createVirtualHost('examples')
  const redis: RedisServer = await createRedis()
  await redis.start()
  const env = { RABBITMQ_URL: host.url, REDIS_URL: redis.url }
  const children: ChildProcess[] = []
  const said: string[] = []

  const heard = (child: ChildProcess): void => {
    children.push(child)
    createInterface({ input: child.stdout! }).on('line', (line) => said.push(line))
  }

  const startPython = (program: string, args: readonly string[]) => {
    const file = join(HOME, 'src', 'moving-from-python', program)
    // Only what uses rabbitmq-arq looks for a plugin.
    const wrapper =
      wanted.name === 'rabbitmq-arq' ? [join(HOME, 'test', 'without_delay_plugin.py')] : []
    const child = spawn(python, [...wrapper, file, ...args], {
      env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    heard(child)
    return { child, errors: () => errors }
  }

  return {
    /** A worker in Python. */
    startPython: (program: string): ChildProcess => startPython(program, []).child,

    /** A program in Python, to its end. */
    async runPython(program: string, args: readonly string[] = []): Promise<void> {
      const { child, errors } = startPython(program, args)
      const [code] = (await once(child, 'close')) as [number | null]
      if (code !== 0) throw new Error(errors())
    },

    /** A program in TypeScript. */
    start(program: string, args: readonly string[] = [], more: Record<string, string> = {}) {
      const running = runProgram(`moving-from-python/${program}.js`, args, { ...env, ...more })
      heard(running.process)
      return running
    },

    /** All lines that begin like this, in no order. */
    lines: (start: string): readonly string[] =>
      said.filter((line) => line.startsWith(start)).sort(),

    /** Resolves when so many lines match. */
    hasSaid: (wanted: RegExp, times = 1): Promise<unknown> =>
      until(() => said.filter((line) => wanted.test(line)).length >= times, {
        what: `${String(times)} times ${String(wanted)}`,
        ...WAIT,
      }),

    async close(): Promise<void> {
      const running = children.filter(
        ({ exitCode, signalCode }) => exitCode === null && !signalCode,
      )
      const ended = running.map((child) => once(child, 'exit'))
      for (const child of running) child.kill('SIGKILL')
      await Promise.all(ended)
      await redis.dispose()
      await host.delete()
    },
  }
}

export type Move = Awaited<ReturnType<typeof openMove>>

/** Ends a worker in order. */
export async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
