import { QUEUES, SETTINGS, type World } from './verb-world.js'

/** What a verb is tried with, and what it says then. */
export interface Scenario {
  /** What follows the verb when it does what it is for. */
  readonly args: (world: World) => readonly string[] | Promise<readonly string[]>
  /** Among what it says to a Chinese reader. */
  readonly says: string | RegExp
  /** What follows the verb when it cannot do it. Absent: a broker that is away. */
  readonly wrong?: readonly string[]
  /** It goes on until it is stopped. */
  readonly isEndless?: boolean
}

const { worked, switched, idle } = QUEUES
/** Another process starts slower than a worker answers. */
const BRIEF = ['--timeout', '700ms']
const NO_MODULE = ['-m', './nothing-here.ts:settings']

const broker = ({ url }: World) => ['-u', url]
const servers = ({ url, storeUrl }: World) => ['-u', url, '--result-store-url', storeUrl]

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  worker: {
    args: (world) => ['-m', SETTINGS, '-q', 'burst', '--burst', ...servers(world)],
    says: '0 个任务完成',
    wrong: NO_MODULE,
  },
  dev: {
    args: () => ['-m', SETTINGS, '--memory'],
    says: '输入任务名称，其后写参数，即可运行',
    wrong: NO_MODULE,
    isEndless: true,
  },
  demo: {
    args: () => ['--jobs', '10'],
    says: '所有任务都符合预期',
    wrong: ['--jobs', '1'],
  },
  'queue-info': {
    args: (world) => [worked, ...broker(world)],
    says: /^队列 .*\nverbs /,
  },
  'purge-queue': {
    args: async (world) => {
      await world.waitingJob()
      return [idle, '--yes', ...broker(world)]
    },
    says: 'idle：已删除 1 个',
  },
  enqueue: {
    args: (world) => ['add', '1', '2', '-q', worked, '--wait', '30s', ...servers(world)],
    says: '结果：3',
  },
  job: {
    args: async (world) => [await world.failedJob(), ...servers(world)],
    says: /^status +failed$/m,
  },
  jobs: {
    args: async (world) => {
      const id = await world.failedJob()
      return ['--id-prefix', id, '--error', 'no such order', '--result-store-url', world.storeUrl]
    },
    says: /找到 1 个任务/,
    wrong: ['--status', 'gone'],
  },
  unique: {
    args: async (world) => {
      const task = await world.keyedJob()
      return ['--task', task, '--result-store-url', world.storeUrl]
    },
    says: /任务函数 .*\n.* 一号/,
    wrong: ['--limit', '0', '--result-store-url', 'redis://127.0.0.1:1'],
  },
  'job retry': {
    args: async (world) => [await world.failedJob(), ...servers(world)],
    says: '已从 verbs.dlq 送回 verbs',
  },
  'job run-now': {
    args: async (world) => [await world.deferredJob(), ...servers(world)],
    says: '已中止；以 ',
  },
  flow: {
    args: async (world) => [await world.flow(), ...servers(world)],
    says: /^add +waiting .*\n└─ fail +failed .*no such order\n共 2 个任务/m,
  },
  stream: {
    args: async (world) => [await world.streamedJob(), 'words', ...servers(world)],
    says: '你好',
  },
  send: {
    args: async (world) => [await world.waitingJob(), 'shorter', ...servers(world)],
    says: '已发送',
  },
  signal: {
    args: async (world) => [await world.deferredJob(), 'approval', 'true', ...servers(world)],
    says: '信号 approval 已保存',
  },
  workers: {
    args: async (world) => {
      await world.resume()
      return [worked, ...BRIEF, ...broker(world)]
    },
    says: /walker-\w+ .* 工作中 /,
  },
  top: {
    args: async (world) => {
      await world.resume()
      return [worked, ...broker(world)]
    },
    says: 'worker：1',
  },
  dashboard: {
    args: (world) => [worked, '--port', '0', ...servers(world)],
    says: '仪表盘地址：http://127.0.0.1:',
    wrong: ['--host', '0.0.0.0'],
    isEndless: true,
  },
  outbox: {
    args: async (world) => [...(await world.outboxJob()), '--burst', ...servers(world)],
    says: '已发送 1 个任务',
  },
  'outbox status': {
    args: (world) => world.outboxJob(),
    says: /等待：[1-9]/,
    wrong: ['mysql://127.0.0.1:1/nothing'],
  },
  'outbox retry': {
    args: (world) => world.outboxJob(),
    says: '没有这样的任务被搁置或待重试',
    wrong: ['mysql://127.0.0.1:1/nothing'],
  },
  'outbox drop': {
    args: async (world) => [...(await world.outboxJob()), '--all', '--yes'],
    says: '没有这样的任务被搁置或待重试',
    wrong: ['mysql://127.0.0.1:1/nothing', '--all'],
  },
  'outbox migrate': {
    args: (world) => world.outboxJob(),
    says: '无需更改',
    wrong: ['mysql://127.0.0.1:1/nothing'],
  },
  'outbox schema': {
    args: () => ['postgresql'],
    says: 'create table arq_outbox (',
    wrong: ['oracle'],
  },
  pause: {
    args: (world) => [switched, ...BRIEF, ...broker(world)],
    says: '已暂停 verbs-too',
  },
  resume: {
    args: (world) => [switched, ...BRIEF, ...broker(world)],
    says: /walker-\w+：工作中/,
  },
  drain: {
    args: (world) => [switched, ...BRIEF, ...broker(world)],
    says: '已没有任务在运行',
  },
  keys: {
    args: (world) => ['--name', 'nobody', ...servers(world)],
    says: '没有任何键有任务',
  },
  'keys set': {
    args: (world) => ['verbs-limit', '--key', 'a', '--limit', 'default', ...servers(world)],
    says: 'verbs-limit，键 a：以任务的设置为准',
  },
  'dlq list': {
    args: async (world) => {
      await world.failedJob()
      return ['-q', worked, ...broker(world)]
    },
    says: /指纹.*\n.* fail /,
  },
  'dlq show': {
    args: async (world) => [await world.failedJob(), '-q', worked, ...broker(world)],
    says: 'no such order',
  },
  'dlq redrive': {
    args: async (world) => [await world.failedJob(), '-q', worked, ...broker(world)],
    says: 'verbs.dlq：1 条已送回原队列',
  },
  'dlq purge': {
    args: async (world) => [await world.failedJob(), '-q', worked, '--yes', ...broker(world)],
    says: 'verbs.dlq：已删除 1 条',
  },
  'cron list': {
    args: () => ['-m', './cron-settings.ts:workerSettings'],
    says: '下次',
    wrong: NO_MODULE,
  },
  'cron pause': {
    args: ({ storeUrl }) => ['verbs-nightly', '--result-store-url', storeUrl],
    says: /verbs-nightly：(?:已暂停|此前已暂停)/,
    wrong: ['verbs-nightly'],
  },
  'cron resume': {
    args: ({ storeUrl }) => ['verbs-nightly', '--result-store-url', storeUrl],
    says: /verbs-nightly：(?:从下次触发起恢复|未处于暂停状态)/,
    wrong: ['verbs-nightly'],
  },
  doctor: {
    args: (world) => ['-q', worked, ...servers(world)],
    says: '正常：RabbitMQ ',
  },
  'validate-config': {
    args: () => ['-m', SETTINGS],
    says: '配置正确',
    wrong: NO_MODULE,
  },
  migrate: {
    args: () => ['./old-worker'],
    says: '未写入任何文件',
    wrong: ['./absent'],
  },
  'migrate-store': {
    args: ({ storeUrl }) => ['--result-store-url', storeUrl],
    says: '不需要数据表',
    wrong: [],
  },
  'config print': {
    args: () => ['-m', SETTINGS, '-r', '7'],
    says: '设置',
    wrong: NO_MODULE,
  },
  check: {
    args: (world) => ['-q', worked, ...servers(world)],
    says: 'verbs：由 walker-',
  },
  explain: {
    args: () => ['job-timeout'],
    says: '任务运行的时间超过了它的超时时间',
    wrong: ['job-timoeut'],
  },
  completion: {
    args: () => ['bash'],
    says: 'complete -',
    wrong: ['csh'],
  },
}
