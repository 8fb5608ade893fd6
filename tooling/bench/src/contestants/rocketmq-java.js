import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { compileJava, rocketMQJars } from '@arq/tooling-services'

const SOURCES = fileURLToPath(new URL('../../../../packages/rocketmq/test/java/', import.meta.url))

/** A trial that takes longer hangs. */
const LONGEST_MS = 600_000

/**
 * The official client in a JVM of its own: one trial.
 * @param {'bench' | 'benchConsume'} op what Peer.java is asked for
 * @param {{ nameServer: string, messages: number, [parameter: string]: unknown }} trial
 * @returns {Promise<import('../contract.d.ts').Values>}
 */
export async function benchJava(op, { nameServer, messages, ...trial }) {
  const signal = AbortSignal.timeout(LONGEST_MS)
  const files = (await readdir(SOURCES)).filter((name) => name.endsWith('.java'))
  const { java, classPath } = await compileJava(
    files.map((name) => SOURCES + name),
    await rocketMQJars(),
  )
  const log = `-Drmq.logback.configurationFile=${SOURCES}logback.xml`
  const args = ['-XX:+UseSerialGC', '-Xmx256m', log, '-cp', classPath, 'Peer']
  const child = spawn(java, args, { stdio: ['pipe', 'pipe', 'inherit'], signal })
  const ended = once(child, 'close')
  child.stdin.write(`${JSON.stringify({ nameServerAddress: nameServer, isTls: false })}\n`)
  child.stdin.write(`${JSON.stringify({ id: 1, op, count: messages, ...trial })}\n`)
  for await (const line of createInterface({ input: child.stdout })) {
    const { result, error } = JSON.parse(line)
    child.stdin.end()
    await ended
    if (error) throw new Error(`the official client failed: ${JSON.stringify(error)}`)
    if (result.failed > 0) throw new Error(`the official client failed ${result.failed} times`)
    const { cpuMicrosecondsPerMessage: cpuMicrosPerMessage, ...values } = result
    return { ...values, cpuMicrosPerMessage }
  }
  await ended
  throw new Error('the official client ended without a result')
}
