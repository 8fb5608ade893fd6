import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { RocketMQCredentials, RocketMQTls } from '@arq/tooling-services'
import { compileJava, rocketMQJars } from '@arq/tooling-services'

import type { ConsumeOptions } from './java-consumption.js'
import { JavaConsumption } from './java-consumption.js'
import type {
  JavaMessage,
  JavaTraceContext,
  MessageForJava,
  SentByJava,
  TransactionState,
} from './java-messages.js'
import { readJavaMessage, writeMessageForJava } from './java-messages.js'
import { JsonLineProcess } from './json-line-process.js'

const SOURCES = fileURLToPath(new URL('../java/', import.meta.url))
const WITHIN_MS = 30_000
/** Starting and ending a client of the official kind takes its time too. */
const GRACE_MS = 15_000

export interface JavaPeerOptions {
  /** Default: what `npm test` and `services env` put into the environment. */
  readonly nameServerAddress?: string
  /** Of the client. Default: 5.3.3. */
  readonly version?: '5.3.3' | '5.5.0'
  readonly credentials?: RocketMQCredentials | undefined
  readonly tls?: RocketMQTls | undefined
}

export interface ProduceOptions {
  readonly messages: readonly MessageForJava[]
  /** `batch`: all in one, with one result. `oneway`: no results. Default: one after the other. */
  readonly mode?: 'normal' | 'batch' | 'oneway'
  readonly group?: string
  /** Bodies from so many bytes on are compressed. Default: 4096. */
  readonly compressOver?: number
  readonly compression?: 'ZLIB' | 'LZ4' | 'ZSTD'
  readonly isTraced?: boolean
}

export interface TransactionOptions {
  readonly messages: readonly MessageForJava[]
  readonly group?: string
  /** What the local transaction answers. Default: COMMIT_MESSAGE. */
  readonly localState?: TransactionState
  /** What a check answers. Default: COMMIT_MESSAGE. */
  readonly checkState?: TransactionState
  /** Waits for so many checks. Default: 0. */
  readonly checks?: number
  readonly withinMs?: number
}

export interface BenchOptions {
  readonly topic: string
  readonly count: number
  /** Sent before, not measured. Default: a quarter of `count`. */
  readonly warmUp?: number
  /** Default: 100. */
  readonly outstanding?: number
  /** Default: 300. */
  readonly bodyBytes?: number
}

export interface BenchResult {
  readonly count: number
  readonly failed: number
  readonly messagesPerSecond: number
  readonly cpuMicrosecondsPerMessage: number
}

/** The official client in a JVM of its own: the other side of interoperability tests. */
export class JavaPeer {
  readonly #process: JsonLineProcess

  private constructor(process: JsonLineProcess) {
    this.#process = process
  }

  /** Compiles it if need be. One for each test file is enough; {@link close} ends it. */
  static async start(options: JavaPeerOptions = {}): Promise<JavaPeer> {
    const nameServerAddress =
      options.nameServerAddress ?? process.env['ARQ_TEST_ROCKETMQ_NAMESERVER']
    if (!nameServerAddress) {
      throw new Error('no RocketMQ: run npm test, or npm run services -- start rocketmq')
    }
    const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.java'))
    const { java, classPath } = await compileJava(
      sources.map((name) => `${SOURCES}${name}`),
      await rocketMQJars(options.version),
    )
    // It lives for seconds: a compiler that optimizes for longer costs more than it saves.
    const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-XX:-UsePerfData']
    return new JavaPeer(
      new JsonLineProcess({
        command: java,
        args: [
          ...jvm,
          // A consumer that came too early for its queues looks again after 20 s by default.
          '-Drocketmq.client.rebalance.waitInterval=1000',
          `-Drmq.logback.configurationFile=${SOURCES}logback.xml`,
          ...tlsArguments(options.tls),
          ...['-cp', classPath, 'Peer'],
        ],
        settings: { nameServerAddress, ...options.credentials, isTls: options.tls !== undefined },
      }),
    )
  }

  /** Resolves with one result for each message, except in the modes that say otherwise. */
  async produce({ messages, ...options }: ProduceOptions): Promise<readonly SentByJava[]> {
    return this.#ask('produce', { ...options, messages: messages.map(writeMessageForJava) })
  }

  /**
   * Sends each message in a transaction; also resolves with the half messages it was asked about,
   * whose `msgId` is their place in the log: their unique id is the property `UNIQ_KEY`.
   */
  async transact({ messages, ...options }: TransactionOptions): Promise<{
    readonly sent: readonly SentByJava[]
    readonly checked: readonly JavaMessage[]
  }> {
    const checked: JavaMessage[] = []
    const { withinMs = WITHIN_MS } = options
    const { result } = this.#process.request(
      'produce',
      { ...options, withinMs, mode: 'transaction', messages: messages.map(writeMessageForJava) },
      {
        withinMs: withinMs + GRACE_MS,
        onEvent: (name, content) => name === 'check' && checked.push(readJavaMessage(content)),
      },
    )
    // Written by Describe.java, which has no other form.
    return { sent: (await result) as readonly SentByJava[], checked }
  }

  /** Begins to consume; does not wait. */
  consume(options: ConsumeOptions): JavaConsumption {
    const { withinMs = WITHIN_MS } = options
    let consumption = 0
    return new JavaConsumption(
      (onEvent) => {
        const parameters = { ...options, withinMs }
        const limits = { withinMs: withinMs + GRACE_MS, onEvent }
        const { id, result } = this.#process.request('consume', parameters, limits)
        consumption = id
        return result
      },
      {
        describe: `${options.group} on ${options.topic}`,
        stop: () => this.#ask('stop', { consumption }),
      },
    )
  }

  /** A message by its unique id, or by its place in a broker's log. */
  async view(topic: string, msgId: string): Promise<JavaMessage> {
    return readJavaMessage(await this.#ask('view', { topic, msgId }))
  }

  /** The messages with a key; the broker's index is behind by some milliseconds. */
  async find(topic: string, key: string): Promise<readonly JavaMessage[]> {
    const found = await this.#ask<readonly unknown[]>('find', { topic, key })
    return found.map(readJavaMessage)
  }

  /** Takes a timed message back; resolves with its unique id. */
  async recall(topic: string, recallHandle: string): Promise<string> {
    return this.#ask('recall', { topic, recallHandle })
  }

  /** Sends a request and resolves with the text of the reply. */
  async request(message: MessageForJava): Promise<string> {
    const reply = await this.#ask('request', writeMessageForJava(message))
    return readJavaMessage(reply).body.toString()
  }

  /** Reads the body of a message of the trace topic. */
  async decodeTrace(text: string): Promise<readonly JavaTraceContext[]> {
    return this.#ask('decodeTrace', { text })
  }

  /** Sends as fast as the window of outstanding messages lets it. */
  async bench(options: BenchOptions, withinMs = 300_000): Promise<BenchResult> {
    return this.#ask('bench', options, withinMs)
  }

  async close(): Promise<void> {
    await this.#process.close()
  }

  async #ask<T>(op: string, parameters: object, withinMs = WITHIN_MS + GRACE_MS): Promise<T> {
    // The other side is in ../java and written for these very types.
    return (await this.#process.request(op, parameters, { withinMs }).result) as T
  }
}

function tlsArguments(tls: RocketMQTls | undefined): string[] {
  if (!tls) return []
  return [
    '-Dtls.client.authServer=true',
    `-Dtls.client.trustCertPath=${tls.caPath}`,
    '-Dtls.test.mode.enable=false',
  ]
}
