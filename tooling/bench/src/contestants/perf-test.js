import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

import { findJava, mavenJars } from '@arq/tooling-services'

import { countWaiting, fillQueue, takeMessages } from './amqp-queue.js'

/** The last version that Maven Central has. */
const VERSION = '2.16.0'
const JVM = ['-XX:+UseSerialGC', '-Xmx512m']
/** About that of a job's message; it begins with the message's number, in four bytes. */
const BODY_BYTES = 600
/** PerfTest ends by itself then, even when nobody is left to end it. */
const LONGEST_SECONDS = 540
const KEPT_OUTPUT = 4000

/**
 * RabbitMQ's own load generator: what the broker can take in and hand out on this machine, whatever
 * the client. It runs in a JVM and tells nothing of single messages.
 * @type {import('../contract.d.ts').Contestant}
 */
export const perfTest = {
  async whyAbsent(_settings, log) {
    if (findJava() === undefined) return 'needs Java 11 or later, which is not installed'
    try {
      await classPath(log)
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  },
  open: () => Promise.reject(new Error('PerfTest runs by itself: its lines have no sessions')),
  program: {
    publish: (place, { count, inFlight }) => {
      const { queueName } = place
      const toQueue = ['--exchange', '', '--routing-key', queueName, '--skip-binding-queues']
      const messages = ['--flag', 'persistent', '--size', BODY_BYTES, '--pmessages', count]
      const producer = ['--producers', 1, '--consumers', 0, '--confirm', inFlight]
      return start(place, [...producer, ...toQueue, ...messages])
    },
    consume: (place, { prefetch, ackEvery = 1 }) =>
      start(place, [
        ...['--producers', 0, '--consumers', 1],
        ...['--qos', prefetch, '--multi-ack-every', ackEvery],
      ]),
  },
  fill: fillQueue,
  countWaiting,
  takeWaiting: (place, onJob) =>
    takeMessages(place, (content) => onJob(content.length >= 4 ? content.readInt32BE(0) : NaN)),
  countResults: async () => 0,
}

/** @param {import('@arq/tooling-services').Log} [log] */
function classPath(log) {
  /** @type {import('@arq/tooling-services').JarList} */
  const list = JSON.parse(readFileSync(new URL('perf-test-jars.json', import.meta.url), 'utf8'))
  return mavenJars(list, { title: `RabbitMQ's PerfTest ${VERSION}`, ...(log && { log }) })
}

/**
 * @param {import('../contract.d.ts').Place} place
 * @param {readonly (string | number)[]} how
 * @returns {Promise<import('../contract.d.ts').RunningProgram>}
 */
async function start({ rabbitmqUrl, queueName }, how) {
  const where = ['--uri', rabbitmqUrl, '--predeclared', '--queue', queueName]
  const args = [...where, '--time', LONGEST_SECONDS, ...how].map(String)
  const java = [...JVM, '-cp', await classPath(), 'com.rabbitmq.perf.PerfTest']
  const child = spawn(findJava() ?? 'java', [...java, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-KEPT_OUTPUT)))
  }
  let isStopped = false
  const ended = once(child, 'close').then(([code]) => {
    if (code !== 0 && !isStopped) throw new Error(`PerfTest ended with code ${code}\n${output}`)
  })
  // Whoever waits for its end is told; until then it is nobody's error.
  ended.catch(() => undefined)
  return {
    pid: child.pid,
    program: 'java',
    ended,
    stop: () => {
      isStopped = true
      child.kill('SIGTERM')
      return ended
    },
  }
}
