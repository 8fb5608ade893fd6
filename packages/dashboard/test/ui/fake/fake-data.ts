import type {
  AlarmsView,
  CronView,
  OverviewView,
  Quantiles,
  QueueView,
  Sample,
  TasksView,
  WorkerView,
} from '../../../src/contract/index.js'

/** All that the fake server knows is told relative to this moment. */
export type Ago = (ms: number) => string

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** The same each time: tests look for what it makes, and screenshots do not change by themselves. */
export function steady(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453
  return x - Math.floor(x)
}

export function queuesOf(ago: Ago): readonly QueueView[] {
  const queue = (
    name: string,
    ready: number,
    part: Partial<QueueView> & { dead: number },
  ): QueueView => ({
    name,
    exists: true,
    ready,
    unacknowledged: 0,
    consumers: 2,
    type: 'quorum',
    inPerSecond: 0,
    outPerSecond: 0,
    oldestAt: null,
    waitingForKeys: 0,
    ...part,
    deadLetterQueue: { name: `${name}.dlq`, exists: true, ready: part.dead },
  })
  return [
    queue('default', 182, {
      dead: 1_243,
      unacknowledged: 18,
      inPerSecond: 42.4,
      outPerSecond: 41.7,
      oldestAt: ago(4_300),
    }),
    queue('billing', 6, {
      dead: 12,
      unacknowledged: 4,
      inPerSecond: 3.2,
      outPerSecond: 3.4,
      oldestAt: ago(900),
    }),
    queue('images', 2_318, {
      dead: 0,
      unacknowledged: 8,
      consumers: 1,
      inPerSecond: 11.6,
      outPerSecond: 7.9,
      oldestAt: ago(6 * MINUTE + 12 * SECOND),
    }),
    queue('webhooks', 0, { dead: 0, type: 'classic', consumers: 1 }),
    queue('reports-nightly', 31, { dead: 3, consumers: 0, oldestAt: ago(3 * HOUR) }),
  ]
}

export function workersOf(ago: Ago): readonly WorkerView[] {
  const worker = (index: number, part: Partial<WorkerView> & { name: string }): WorkerView => ({
    workerId: `${part.name}-7f3a${String(index)}c`,
    host: `app-${String(index)}`,
    pid: 4_100 + index * 17,
    version: '1.4.0',
    startedAt: ago(31 * HOUR + index * 90 * MINUTE),
    state: 'working',
    health: 'ready',
    counts: { completed: 182_400 + index * 7_311, failed: 212, retried: 1_904, aborted: 8 },
    queues: [
      { name: 'default', slots: 10, running: 9, waiting: 20, isPaused: false },
      { name: 'billing', slots: 4, running: 2, waiting: 1, isPaused: false },
    ],
    slots: 10,
    running: 0,
    jobs: [],
    eventLoopLagMs: 6 + index * 3,
    memory: { rssBytes: 148e6 + index * 21e6, heapUsedBytes: 61e6 },
    ...part,
  })
  const jobs = (names: readonly string[], first: number, sinceMs: number): WorkerView['jobs'] =>
    names.map((functionName, index) => ({
      jobId: jobIdOf(first + index),
      functionName,
      queueName: { charge_card: 'billing', resize: 'images' }[functionName] ?? 'default',
      jobTry: index === 2 ? 2 : 1,
      since: ago(sinceMs / (1 + index * 1.7)),
    }))
  const mails = ['send_email', 'charge_card', 'sync_customer', 'send_email']
  const images = Array<string>(5).fill('resize')
  return [
    worker(1, { name: 'mailer', running: 4, jobs: jobs(mails, 0, 42 * SECOND) }),
    worker(2, { name: 'mailer', running: 9, jobs: jobs(mails.slice(0, 3), 300, 8 * SECOND) }),
    worker(3, {
      name: 'images',
      running: 8,
      slots: 8,
      jobs: jobs(images, 400, 96 * SECOND),
      eventLoopLagMs: 412,
      health: 'degraded',
      problems: ['event_loop_lag'],
      queues: [{ name: 'images', slots: 8, running: 8, waiting: 8, isPaused: false }],
    }),
    worker(4, {
      name: 'hooks',
      state: 'paused',
      slots: 4,
      queues: [{ name: 'webhooks', slots: 4, running: 0, waiting: 0, isPaused: true }],
    }),
  ]
}

export function overviewOf(ago: Ago, part: Partial<OverviewView> = {}): OverviewView {
  const [, , silent] = workersOf(ago)
  return {
    at: ago(0),
    broker: 'amqp://rabbit.internal:5672/shop',
    queues: queuesOf(ago),
    workers: workersOf(ago),
    silent: silent
      ? [
          {
            worker: { ...silent, workerId: 'images-1b', name: 'images', host: 'app-9', pid: 880 },
            lastSeen: ago(4 * MINUTE),
          },
        ]
      : [],
    unknownConsumers: [{ queueName: 'billing', consumers: 1 }],
    delayed: 1_906,
    store: { type: 'redis', isHealthy: true, latencyMs: 0.8, error: null },
    ...part,
  }
}

export function sampleOf(ago: Ago, index: number, agoMs: number): Sample {
  const wave = Math.sin(index / 41) + Math.sin(index / 13) / 3
  const quantiles = (base: number, seed: number): Quantiles => {
    const p50 = base * (1 + wave / 4 + steady(index + seed) / 3)
    return { count: 200, p50, p95: p50 * (2.2 + steady(index * 3 + seed)), max: p50 * 9 }
  }
  const trouble = index > 500 && index < 560 ? 6 : 0
  return {
    at: ago(agoMs),
    ready: 2_500,
    dead: 1_258,
    delayed: 1_906,
    running: 21,
    slots: 32,
    perSecond: {
      completed: 48 + wave * 9 + steady(index) * 6 - trouble,
      failed: 0.4 + steady(index + 7) * 0.6 + trouble * 1.5,
      retried: 1.1 + steady(index + 9) + trouble,
      aborted: 0,
    },
    runMs: quantiles(180, 1),
    waitMs: quantiles(60 + trouble * 40, 2),
    lateMs: index % 3 === 0 ? quantiles(4, 3) : null,
  }
}

export function alarmsOf(ago: Ago, isChinese: boolean): AlarmsView {
  return {
    at: ago(12 * SECOND),
    findings: [
      {
        code: 'queue-without-consumer',
        state: 'problem',
        seen: isChinese
          ? '队列 reports-nightly 有 31 个任务，但没有消费者'
          : 'The queue reports-nightly has 31 jobs and no consumer',
        details: [isChinese ? '最早的任务已等待 3 小时' : 'The oldest has waited for 3 hours'],
        why: isChinese
          ? '没有 Worker 领取这些任务，它们会一直等待直到过期。'
          : 'No worker takes these jobs: they wait until they expire.',
        todo: isChinese
          ? '启动一个处理该队列的 Worker，或将该队列加入现有 Worker 的设置。'
          : 'Start a worker for it, or add the queue to the settings of one that runs.',
        lines: ['arq worker -m ./settings.ts:workerSettings --queue reports-nightly'],
        letters: null,
      },
      {
        code: 'dead-letters',
        state: 'warning',
        seen: isChinese
          ? '死信队列 billing.dlq 中的任务：37。'
          : 'Jobs in the dead letter queue billing.dlq: 37.',
        details: [],
        why: isChinese
          ? '它们已最终失败，不会自动再次执行。'
          : 'They have failed for good, and nothing runs them again by itself.',
        todo: isChinese
          ? '查看失败原因，修复后将其送回（arq dlq redrive）：'
          : 'See why they failed, mend it, and send them back (arq dlq redrive):',
        lines: ["arq dlq list --dlq 'billing.dlq'"],
        letters: { queue: 'billing.dlq', count: 37 },
      },
      {
        code: 'worker-lag',
        state: 'warning',
        seen: isChinese
          ? 'Worker images 的事件循环被阻塞 412 毫秒'
          : 'The worker images holds its event loop up for 412 ms',
        details: [],
        why: isChinese
          ? '心跳与中止信号会迟到，RabbitMQ 可能断开连接。'
          : 'Heartbeats and aborts come late, and RabbitMQ may drop the connection.',
        todo: isChinese
          ? '将计算放入线程池任务。'
          : 'Move the computation into a task with a file, which runs in a thread.',
        lines: [],
        letters: null,
      },
      {
        code: 'management',
        state: 'unknown',
        seen: isChinese ? '未提供管理接口地址' : 'The management API was not given',
        details: [],
        why: null,
        todo: null,
        lines: [],
        letters: null,
      },
    ],
    counts: { problems: 1, warnings: 2, unknown: 1, ok: 14 },
  }
}

export function cronOf(
  ago: Ago,
  isChinese: boolean,
  pausedCrons: ReadonlyMap<string, string>,
): CronView {
  const cronJob = (
    name: string,
    when: string,
    words: readonly [string, string],
    everyMs: number,
  ) => ({
    name,
    when,
    inWords: words[isChinese ? 1 : 0],
    timeZone: 'Europe/Berlin',
    next: [1, 2, 3, 4, 5].map((n) => ago(-n * everyMs + everyMs / 3)),
    previous: ago(everyMs / 3),
    runAtStartup: name === 'warm_cache',
    unique: name !== 'warm_cache',
    missed: 'skip',
    jobId: null,
    queueName: 'default',
    isPaused: pausedCrons.has(name),
    pausedAt: pausedCrons.get(name) ?? null,
  })
  return {
    cronJobs: [
      cronJob(
        'send_digest',
        '0 7 * * 1-5',
        ['At 07:00, Monday to Friday', '周一至周五 07:00'],
        24 * HOUR,
      ),
      cronJob(
        'close_books',
        '0 3 1 * *',
        ['At 03:00 on day 1 of the month', '每月 1 日 03:00'],
        720 * HOUR,
      ),
      cronJob('warm_cache', '*/15 * * * *', ['Every 15 minutes', '每 15 分钟'], 15 * MINUTE),
      cronJob('poll_bank', '*/20 * * * * *', ['Every 20 seconds', '每 20 秒'], 20 * SECOND),
    ],
  }
}

export const TASKS: TasksView = {
  tasks: [
    {
      name: 'send_email',
      input: {
        type: 'object',
        properties: {
          to: { type: 'string', format: 'email', description: 'Who gets it' },
          subject: { type: 'string' },
          priority: { enum: ['low', 'normal', 'high'], default: 'normal' },
          retries: { type: 'integer', minimum: 0, maximum: 9 },
          isTest: { type: 'boolean' },
          sendAt: { type: 'string', format: 'date-time' },
          sender: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              replyTo: { anyOf: [{ type: 'string', format: 'email' }, { type: 'null' }] },
            },
            required: ['name'],
          },
          attachments: {
            type: 'array',
            description: 'Files that go with it',
            maxItems: 5,
            items: {
              type: 'object',
              properties: { name: { type: 'string' }, url: { type: 'string' } },
              required: ['name', 'url'],
            },
          },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
        },
        required: ['to', 'subject'],
      },
    },
    { name: 'charge_card', input: null },
    { name: 'resize', input: null },
    { name: 'sync_customer', input: null },
  ],
}

export function jobIdOf(index: number): string {
  const digit = (n: number) => Math.floor(steady(index * 33 + n) * 16).toString(16)
  return Array.from({ length: 32 }, (_, n) => digit(n)).join('')
}
