import { type Logger, Retry, silentLogger, task } from '@arq/core'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Bundle, results, setup } from './setup.js'
import { tellRedis } from './tell-redis.js'
import { WorkerChild } from './worker-child.js'

const double = task('double', async (_ctx, n: number) => n * 2)

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

let redis: RedisServer
beforeAll(async () => {
  // What it has answered survives a crash: a record that is missing later was lost by us.
  redis = await createRedis({ appendFsync: 'always' })
  await redis.start()
})
afterAll(() => redis.dispose())

const opened: Bundle[] = []
async function open(...[settings, servers]: Parameters<typeof setup>): Promise<Bundle> {
  const arq = await setup(settings, { redisUrl: redis.url, ...servers })
  opened.push(arq)
  return arq
}
afterEach(async () => {
  if (redis.pid === undefined) await redis.start()
  for (const arq of opened.splice(0)) await arq.close()
})

async function tell(command: string): Promise<void> {
  expect(await tellRedis(redis.url, command)).toMatch(/^[+:]/)
}

/** Asks until it is so. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve))
}

/** So many results wait at the broker for Redis. */
const untilParked = (arq: Bundle, count: number): Promise<void> =>
  until(async () => {
    const parked = await arq.admin.queueInfo(`arq.results.${arq.queueName}`)
    return (parked?.ready ?? 0) === count
  })

function enqueueDoubles({ client }: Bundle, count: number) {
  return client.enqueueJobs(range(count).map((n) => ({ function: double, args: [n] as [number] })))
}

/** A task that waits in its first run, and the hands to know of that and to end it. */
function gated<T>(name: string, end: (jobTry: number) => T) {
  let open: () => void = () => undefined
  let enter: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  const entered = new Promise<void>((resolve) => (enter = resolve))
  const run = task(name, async ({ jobTry }) => {
    enter()
    await opened
    return end(jobTry)
  })
  return { task: run, entered, open: () => open() }
}

it('is told of when a worker starts that Redis refuses, before a job comes', async () => {
  await redis.kill()
  const warnings: string[] = []
  const logger: Logger = {
    ...{ ...silentLogger, child: () => logger },
    warn: (line) => void warnings.push(line),
  }
  const arq = await open({ functions: [double], logger })
  void arq.worker.run()
  await until(async () => warnings.length > 0)
  const [job] = await enqueueDoubles(arq, 1)
  await untilParked(arq, 1)
  await redis.start()
  expect(await job?.result({ timeout: '30s' })).toBe(0)
  expect(warnings).toEqual([expect.stringMatching(/^The result store is away: .*ECONNREFUSED/)])
})

describe('a Redis that is killed while jobs end', () => {
  it('and the worker after it, by SIGKILL: no result is lost', async () => {
    const arq = await open({ functions: [double] })
    const jobs = await enqueueDoubles(arq, 300)
    await redis.kill()
    const child = new WorkerChild(arq)
    await untilParked(arq, 300)
    await child.end('SIGKILL')
    await redis.start()
    void arq.worker.run()
    expect(await results(jobs)).toEqual(range(300).map((n) => n * 2))
    await untilParked(arq, 0)
  })

  it('gets the end of a retry that began without it', async () => {
    const first = gated('twice', (jobTry) => {
      if (jobTry === 1) throw new Retry({ defer: '1s' })
      return `try ${String(jobTry)}`
    })
    const arq = await open({ functions: [first.task] })
    const job = await arq.client.enqueueJob(first.task)
    void arq.worker.run()
    first.open()
    await until(async () => (await job.status()) === 'retrying')
    await redis.kill()
    await untilParked(arq, 1)
    await redis.start()
    expect(await job.result()).toBe('try 2')
    expect(await job.info()).toMatchObject({ status: 'completed', jobTry: 2 })
  })

  it.each([true, false])(
    'and comes back empty gets the end of what ran meanwhile: degradeOnFailure %s',
    async (degradeOnFailure) => {
      // Without a file: a restart is a fresh Redis.
      const forgetful = await createRedis()
      await forgetful.start()
      try {
        const slow = gated('slow', () => 'end')
        const where = { redisUrl: forgetful.url, degradeOnFailure }
        const arq = await open({ functions: [slow.task] }, where)
        const job = await arq.client.enqueueJob(slow.task, [], { jobId: 'slow-1' })
        const waiting = job!.result()
        void arq.worker.run()
        await slow.entered
        await forgetful.kill()
        await forgetful.start()
        await until(async () => (await arq.client.getJobStatus('slow-1').catch(() => 0)) !== 0)
        const later = job!.result()
        slow.open()
        expect(await Promise.all([waiting, later])).toEqual(['end', 'end'])
        await arq.close()
        opened.splice(opened.indexOf(arq), 1)
      } finally {
        await forgetful.dispose()
      }
    },
  )
})

describe('a Redis that refuses for a while as a job ends', () => {
  it.each([
    ['a replica since a failover', 'REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
    ['out of memory', 'CONFIG SET maxmemory 1', 'CONFIG SET maxmemory 0'],
  ])('as %s: the result waits, and is there afterwards', async (_, refuse, recover) => {
    const slow = gated('slow', () => 'end')
    const arq = await open({ functions: [slow.task] })
    const job = await arq.client.enqueueJob(slow.task)
    void arq.worker.run()
    await slow.entered
    await tell(refuse)
    try {
      slow.open()
      await untilParked(arq, 1)
      expect(arq.worker.counts.completed).toBe(1)
    } finally {
      await tell(recover)
    }
    expect(await job.result()).toBe('end')
  })
})

describe('a Redis that refuses a result for good', () => {
  it('because something else stands there: that one waits, the others do not, and it is written in the end', async () => {
    const slow = gated('slow', () => 'end')
    const arq = await open({ functions: [slow.task, double] })
    const job = await arq.client.enqueueJob(slow.task)
    const { jobId } = job
    void arq.worker.run()
    await slow.entered
    const key = `${arq.keyPrefix}:result:${jobId}`
    // In one step: the worker may write its record at any moment.
    const replace = "redis.call('DEL',KEYS[1]) return redis.call('RPUSH',KEYS[1],'something')"
    await tell(`EVAL "${replace}" 1 ${key}`)
    slow.open()
    await untilParked(arq, 1)
    const others = await enqueueDoubles(arq, 50)
    expect(await results(others)).toEqual(range(50).map((n) => n * 2))
    // Else it may be the one that has what waits in its hands, and the next one finds nothing.
    await arq.worker.stop()
    await tell(`DEL ${key}`)
    // A worker that starts looks at once for what waits.
    const next = arq.newWorker()
    void next.run()
    expect(await job.result()).toBe('end')
    await next.stop()
  })

  it('because its user may not write: the results wait until it may', async () => {
    await tell('ACL SETUSER writer on nopass ~* &* +@all')
    const redisUrl = redis.url.replace('//', '//writer:any@')
    const slow = gated('slow', () => 'end')
    const arq = await open({ functions: [slow.task] }, { redisUrl })
    const job = await arq.client.enqueueJob(slow.task)
    void arq.worker.run()
    await slow.entered
    await tell('ACL SETUSER writer -set')
    slow.open()
    await untilParked(arq, 1)
    await arq.worker.stop()
    await tell('ACL SETUSER writer +set')
    const next = arq.newWorker()
    void next.run()
    expect(await job.result()).toBe('end')
    await next.stop()
  })
})
