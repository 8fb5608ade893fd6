import { defineTexts } from '@arq/core'

/** Texts of `arq dlq`. */
export const dlqTexts = defineTexts({
  queueFlag: {
    en: 'Queue whose dead letters are meant; may be repeated',
    'zh-CN': '查看其死信的队列；可重复给出',
  },
  dlqFlag: {
    en: 'Name of the dead letter queue, where it is not the usual one of the queue',
    'zh-CN': '死信队列的名称（若与队列默认的不同）',
  },
  taskFlag: { en: 'Only jobs of this task', 'zh-CN': '仅此任务的任务' },
  errorFlag: {
    en: 'Only this error: part of its type, code or message, or a fingerprint of the list',
    'zh-CN': '仅此错误：类型、代码或消息的一部分，或列表中的指纹',
  },
  sinceFlag: {
    en: 'Only what failed since then: 2h ago, or a time such as 2026-05-01T12:00:00Z',
    'zh-CN': '仅此后失败的：如 2h 之前，或时间 2026-05-01T12:00:00Z',
  },
  untilFlag: {
    en: 'Only what failed until then: 2h ago, or a time',
    'zh-CN': '仅此前失败的：如 2h 之前，或某个时间',
  },
  idsArgument: { en: 'Ids of jobs', 'zh-CN': '任务 ID' },
  allFlag: { en: 'Every letter of the queue', 'zh-CN': '队列中的所有死信' },
  eachFlag: { en: 'List every letter, not groups of them', 'zh-CN': '逐条列出死信，而非分组' },
  rateFlag: {
    en: 'At most so many letters a second; without it, as fast as the broker takes them',
    'zh-CN': '每秒最多处理的死信数；不给出则以消息服务器能接受的速度进行',
  },
  yesFlag: { en: 'Do not ask', 'zh-CN': '不再询问' },
  exampleList: { en: 'what failed, grouped by reason', 'zh-CN': '失败的任务，按原因分组' },
  exampleListFilter: {
    en: 'each letter of one task that failed in the last two hours',
    'zh-CN': '最近两小时内某任务失败的每条死信',
  },
  exampleShow: { en: 'all that one letter says', 'zh-CN': '某条死信的全部内容' },
  exampleRedriveOne: { en: 'run one job again', 'zh-CN': '重新运行一个任务' },
  exampleRedriveError: {
    en: 'every job that failed for want of a server, 20 a second',
    'zh-CN': '所有因服务器不可用而失败的任务，每秒 20 个',
  },
  exampleRedriveAll: { en: 'all there are', 'zh-CN': '全部' },
  examplePurge: { en: 'drop what is older than 30 days', 'zh-CN': '删除 30 天前的死信' },
  noRate: { en: '"{given}" is not a number above 0', 'zh-CN': '"{given}" 不是大于 0 的数字' },
  sayWhich: {
    en: 'say which letters: ids of jobs, --task, --error, --since, --until, or --all',
    'zh-CN': '请指明哪些死信：任务 ID、--task、--error、--since、--until 或 --all',
  },
  noDlq: {
    en: 'there is no dead letter queue {queue} on {transport}: nothing has failed there yet',
    'zh-CN': '{transport} 上没有死信队列 {queue}：那里还没有失败的任务',
  },
  none: { en: 'No dead letters in {queue}.', 'zh-CN': '{queue} 中没有死信。' },
  noneOf: {
    en: 'None of the dead letters in {queue} is meant: {total} are there.',
    'zh-CN': '{queue} 中没有符合条件的死信：共有 {total} 条。',
  },
  counted: {
    en: '{queue}: {count} of {total} dead letters.',
    'zh-CN': '{queue}：{total} 条死信中的 {count} 条。',
  },
  moreThere: {
    en: 'looked at the first {most} letters of {queue} only: more cannot be held at once. Redrive or purge some, then look again.',
    'zh-CN': '只查看了 {queue} 的前 {most} 条死信：无法同时持有更多。请先重投或清除一部分再查看。',
  },
  redriven: {
    en: '{queue}: {count} sent back to their queues.',
    'zh-CN': '{queue}：{count} 条已送回原队列。',
  },
  unreadableKept: {
    en: '{queue}: {count} stay: they are no jobs, so nothing could run them. arq dlq show tells what they are.',
    'zh-CN': '{queue}：{count} 条保留：它们不是任务，无法运行。可用 arq dlq show 查看。',
  },
  notFound: { en: 'no dead letter of job {ids}', 'zh-CN': '没有任务 {ids} 的死信' },
  purged: { en: '{queue}: {count} dropped.', 'zh-CN': '{queue}：已删除 {count} 条。' },
  askPurge: {
    en: 'Drop {count} dead letters of {queue} for good? Their jobs cannot be run again. [y/N] ',
    'zh-CN': '永久删除 {queue} 的 {count} 条死信？其任务将无法再运行。[y/N] ',
  },
  columnFingerprint: { en: 'FINGERPRINT', 'zh-CN': '指纹' },
  columnCount: { en: 'COUNT', 'zh-CN': '数量' },
  columnTask: { en: 'TASK', 'zh-CN': '任务' },
  columnFirst: { en: 'FIRST', 'zh-CN': '最早' },
  columnLast: { en: 'LAST', 'zh-CN': '最近' },
  columnError: { en: 'ERROR', 'zh-CN': '错误' },
  columnJob: { en: 'JOB', 'zh-CN': '任务' },
  columnFailedAt: { en: 'FAILED AT', 'zh-CN': '失败时间' },
  columnTries: { en: 'TRIES', 'zh-CN': '尝试' },
  columnRedrives: { en: 'REDRIVES', 'zh-CN': '重投' },
})
