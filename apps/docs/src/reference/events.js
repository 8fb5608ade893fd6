import { EVENT_CHANNELS } from '@arq/core'
import { markdownTable } from '@arq/tooling-packaging/markdown-table'

import { eventTypes } from './event-types.js'
import { asMarkdown, generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * When each event comes.
 * @type {Readonly<Record<string, readonly [english: string, chinese: string]>>}
 */
const WHEN = {
  jobEnqueued: ['The broker has the job on disk.', '消息服务器已将任务落盘。'],
  jobExists: [
    'A job of that `jobId` exists: nothing was sent.',
    '已存在该 `jobId` 的任务：没有发送。',
  ],
  enqueueFailed: [
    'The caller got an error. `sent` says whether the broker may have the job.',
    '调用方收到错误。`sent` 说明消息服务器是否可能已收到任务。',
  ],
  jobStarted: ['Its task is about to be called.', '即将调用任务函数。'],
  jobProgress: ['The task called `ctx.progress(…)`.', '任务调用了 `ctx.progress(…)`。'],
  jobUsed: ['The task called `ctx.usage(…)`.', '任务调用了 `ctx.usage(…)`。'],
  jobCompleted: ['Its end is stored and the job acknowledged.', '结果已保存，任务已确认。'],
  jobRetried: [
    'The next attempt is at the broker, and comes after `delayMs`.',
    '下一次执行已送到消息服务器，`delayMs` 之后开始。',
  ],
  jobFailed: ['It failed for good, and is in `dlqName`.', '最终失败，已进入 `dlqName`。'],
  jobAborted: ['Somebody stopped it.', '任务被中止。'],
  jobSuspended: [
    'Its task sleeps, or waits for a signal, in no slot: it goes on at `untilMs` (milliseconds since 1970), or when somebody wakes it.',
    '任务函数正在休眠或等待信号，不占执行槽：到 `untilMs`（自 1970 年起的毫秒数）或被唤醒时继续。',
  ],
  jobHandedBack: [
    'It went back to the broker, and another worker runs it.',
    '任务已退回消息服务器，由另一个 worker 运行。',
  ],
  jobInterrupted: [
    'A stop of the worker ended its run; `jobHandedBack` follows.',
    'worker 停止时结束了这次执行；随后是 `jobHandedBack`。',
  ],
  jobStuck: [
    'The task goes on 5 s after its signal; nobody waits for it any more.',
    '收到信号 5 秒后任务仍在运行；不再等待它。',
  ],
  jobStuckEnded: ['A task that was stuck has ended after all.', '卡住的任务终于结束。'],
  jobDuplicate: [
    'Its try had begun elsewhere and never ended there (`run`), or it had ended before (`delivery`).',
    '该次尝试已在别处开始且没有结束（`run`），或任务此前已结束（`delivery`）。',
  ],
  jobAwaitsKey: [
    'The job is encrypted with a key that the worker does not have; it waits for a worker that does.',
    '任务用此 worker 没有的密钥加密；它等待拥有该密钥的 worker。',
  ],
  jobAwaitsPayload: [
    'The arguments of the job lie in a payload store that is away, or that the worker does not have; the job waits.',
    '任务的参数存放在 payload 存储中，而该存储不可用或此 worker 未设置；任务等待。',
  ],
  jobAwaitsTask: [
    'The worker has no task of that name; the job waits for a worker that does.',
    '此 worker 没有该名称的任务；任务等待拥有它的 worker。',
  ],
  jobCameHome: [
    'A dead letter was moved back to its queue: its job runs again.',
    '死信已送回原队列：其任务再次运行。',
  ],
  messageParked: [
    'A message that is no job lies in `dlqName`, byte for byte.',
    '不是任务的消息原样进入 `dlqName`。',
  ],
  workerStarted: [
    'It consumes all its queues. `read` tells how it stands, any time.',
    'worker 已开始消费所有队列。随时可用 `read` 查看其状态。',
  ],
  workerStopping: [
    'It takes nothing new, and waits for what runs.',
    '不再领取任务，等待运行中的任务。',
  ],
  workerEnded: ['Nothing of it is left but its connections.', 'worker 已结束，只剩连接。'],
  paused: ['It takes nothing from these queues any more.', '不再从这些队列领取任务。'],
  resumed: ['It takes jobs from these queues again.', '重新从这些队列领取任务。'],
  draining: [
    'It takes nothing new. `ends`: it ends when nothing runs any more.',
    '不再领取任务。`ends`：运行中的任务结束后 worker 也结束。',
  ],
  drained: [
    'After `draining` of the whole worker: nothing runs.',
    '整个 worker 排空之后：没有任务在运行。',
  ],
  connected: ['Its transport has a connection.', '传输已建立连接。'],
  connectionLost: [
    'The connection is lost. Running jobs go on; the transport reconnects.',
    '连接断开。运行中的任务继续；传输会重新连接。',
  ],
  publishingBlocked: [
    'The broker takes no messages, and says why.',
    '消息服务器不接收消息，并说明原因。',
  ],
  publishingUnblocked: ['It takes messages again.', '消息服务器重新接收消息。'],
  queueNotConsuming: [
    'Nothing comes from this queue, until `queueConsuming`.',
    '在 `queueConsuming` 之前，该队列不再送来任务。',
  ],
  queueConsuming: ['Jobs come from this queue again.', '该队列重新送来任务。'],
  jobUndeliverable: [
    'A delayed job was due and its queue was gone: it lies in `keptIn`.',
    '延迟任务到期时其队列已不存在：任务保存在 `keptIn`。',
  ],
  storeAway: [
    'The result store does not answer. Results wait at the broker.',
    '结果存储没有应答。结果在消息服务器上等待。',
  ],
}

const WORDS = {
  en: {
    title: 'Events',
    intro:
      'What clients and workers tell: `worker.on(type, listener)`, `client.on(type, listener)`, and over `node:diagnostics_channel` as `arq:<type>`. Times are in milliseconds.',
    heads: ['field', 'type'],
  },
  'zh-CN': {
    title: '事件',
    intro:
      'client 和 worker 发出的事件：`worker.on(类型, 监听函数)`、`client.on(类型, 监听函数)`，以及 `node:diagnostics_channel` 的 `arq:<类型>`。时间以毫秒为单位。',
    heads: ['字段', '类型'],
  },
}

/**
 * The page of all events.
 * @returns {import('./page.js').Page[]}
 */
export function eventPages() {
  const types = eventTypes()
  return LANGUAGES.map((language) => {
    const words = WORDS[language]
    const parts = Object.keys(EVENT_CHANNELS).map((type) => {
      const when = WHEN[type]?.[language === 'en' ? 0 : 1]
      const fields = types.get(type)
      if (!when || !fields) throw new Error(`the event ${type} has no words, or no type: events.js`)
      const rows = fields.map((field) => [`\`${field.name}\``, `\`${oneLine(field.type)}\``])
      return `## ${type}\n\n${when}\n\n${markdownTable(words.heads, rows)}`
    })
    const text = `# ${words.title}\n\n${asMarkdown(words.intro)}\n\n${parts.join('\n\n')}\n\n${generatedFrom(language, '`@arq/core`')}`
    return { path: referencePath(language, 'events'), text }
  })
}

/** @param {string} type */
const oneLine = (type) => type.replaceAll(/\s+/g, ' ')
