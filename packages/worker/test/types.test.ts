import { type InputOf, type JobContext, type ResultOf, task, type WorkerContext } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { consumeRaw, Worker, type WorkerSettings } from '../src/index.js'

// Claims about types: `tsc` checks them, and `@ts-expect-error` fails when an error is missing.

const needsDb = task(
  'needs',
  async (ctx: JobContext<{ db: string }>, n: number) => `${ctx.extra.db}${n}`,
)
const plain = task('plain', async (_ctx, n: number) => n)
async function withHttp(ctx: JobContext<{ http: number }>, a: number) {
  return [ctx.extra.http, a]
}

/** Compiles only where both are the same type. */
type Same<A, B extends A> = B extends A ? (A extends B ? true : never) : never

/** Never called: only compiled. */
export async function claims(transport: MemoryTransport): Promise<void> {
  const good = {
    functions: [needsDb, plain, withHttp],
    onStartup: (ctx) => {
      ctx.extra.db = 'x'
      ctx.extra.http = 1
    },
  } satisfies WorkerSettings<{ db: string; http: number }>
  await Worker.run({ ...good, transport })
  await Worker.run({
    functions: [needsDb, plain, withHttp],
    transport,
    onStartup: (ctx) => {
      ctx.extra.db = 'x'
    },
  })

  const raw = { deadLetter: 'exchange' } as const
  consumeRaw('q', plain, { ...raw, decode: (body) => [Number(String(body))] })
  consumeRaw('q', plain, { ...raw, decode: async (body) => [body.length] })
  consumeRaw('q', withHttp, { ...raw, decode: (body, { routingKey }) => [body, routingKey] })
  // @ts-expect-error a text is no number
  consumeRaw('q', plain, { ...raw, decode: (body) => [String(body)] })
  // @ts-expect-error nobody can know whether the queue has a dead-letter exchange
  consumeRaw('q', plain, {})

  const forTheCommandLine = {
    functions: [plain],
    transport: { url: 'amqp://localhost:5672', heartbeat: '20s' },
    jobResultStoreUrl: 'redis://localhost:6379/0',
  } satisfies WorkerSettings
  // @ts-expect-error addresses are opened by the command line only
  await Worker.run(forTheCommandLine)

  class Settings {
    static functions = [needsDb, plain]
    static queueName = 'q'
    static transport = transport
    static onStartup(ctx: WorkerContext<{ db: string }>) {
      ctx.extra.db = 'x'
    }
  }
  await Worker.run(Settings)
  class Base {
    static maxRetries = 5
  }
  class Sub extends Base {
    static functions = [plain]
    static transport = transport
  }
  await Worker.run(Sub)

  // @ts-expect-error the worker does not provide what the task needs
  const bad = { functions: [needsDb] } satisfies WorkerSettings<{ startedAt: number }>
  expect(bad).toBeDefined()
  // @ts-expect-error the transport is missing
  await Worker.run({ functions: [plain] })
  // @ts-expect-error a mistyped key
  await Worker.run({ functions: [plain], transport, maxRetrys: 3 })
  // @ts-expect-error a number is no duration text
  await Worker.run({ functions: [plain], transport, jobTimeout: '5 minutes' })
  class NoTransport {
    static functions = [plain]
  }
  // @ts-expect-error the transport is missing
  await Worker.run(NoTransport)

  const input: Same<InputOf<typeof needsDb>, [n: number]> = true
  const result: Same<ResultOf<typeof needsDb>, string> = true
  expect([input, result]).toEqual([true, true])
}

describe('the types of settings', () => {
  it('are checked by the compiler; what they allow can be constructed', () => {
    const worker = new Worker({ functions: [plain], transport: new MemoryTransport() })
    expect(worker.counts.completed).toBe(0)
  })
})

describe('what is around a run', () => {
  it('knows the extras, and the result of no task', () => {
    const settings = {
      functions: [],
      around: async (ctx, run) => {
        const db: string = ctx.extra.db
        const trace: string | undefined = ctx.headers['traceparent']
        // @ts-expect-error -- there is no such extra
        void ctx.extra.cache
        // @ts-expect-error -- headers belong to the caller
        ctx.headers['traceparent'] = db
        // @ts-expect-error -- it is not known which task runs
        const result: string = await run()
        return [trace, result]
      },
    } satisfies WorkerSettings<{ db: string }>
    expect(settings.around).toBeInstanceOf(Function)
  })
})
