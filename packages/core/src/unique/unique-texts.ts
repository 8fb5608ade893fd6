import { defineTexts } from '../texts/text.js'

/** What one job for a key needs, and cannot stand beside. */
export const uniqueTexts = defineTexts({
  uniqueNeedsStore: {
    en: 'jobId {jobId} was given but no result store is configured, so it cannot be kept unique (said once)',
    'zh-CN': '给出了 jobId {jobId}，但没有配置结果存储，无法保证唯一（只提示一次）',
  },
  uniqueAlone: {
    en: 'cannot be given together with {other}',
    'zh-CN': '不能与 {other} 同时使用',
  },
  uniqueOfTaskAlone: {
    en: 'of task {task} cannot stand together with {other}; unique: false in the call leaves it out',
    'zh-CN': '来自任务 {task}，不能与 {other} 同时使用；在调用中给出 unique: false 可不使用它',
  },
  uniqueTooLarge: {
    en: 'takes a message of at most {limit} bytes, and this one has {bytes}; give the place of what is large, not itself',
    'zh-CN': '的消息最多 {limit} 字节，而此消息有 {bytes} 字节；请传递大数据的位置，而不是数据本身',
  },
  uniqueNeedsWindow: {
    en: 'has the mode replace, which needs a window: how long to wait for further calls',
    'zh-CN': '的 mode 为 replace，需要 window：等待后续调用的时长',
  },
  uniqueTakesNoWindow: {
    en: 'has the mode keepLast, which takes no window; for a wait after each call use replace',
    'zh-CN': '的 mode 为 keepLast，不接受 window；若要在每次调用后等待，请使用 replace',
  },
  uniqueTakesNoMaxWait: {
    en: 'has a maxWait, which is for the mode replace only',
    'zh-CN': '设置了 maxWait，它只用于 mode 为 replace 的情况',
  },
  uniqueNeedsEntries: {
    en: 'unique needs a result store with entries, which this client has not; use @arq/result-redis, @arq/result-sql or the memory store',
    'zh-CN':
      'unique 需要带条目（entries）的结果存储，而此 client 没有；请使用 @arq/result-redis、@arq/result-sql 或内存存储',
  },
  uniqueBesideLimit: {
    en: 'unique and the limits of task {task} (concurrency, rate) do not go together: a later call may change the arguments of a job that waits, and with them the key in whose line it stands. Leave one of the two away; keepLast runs one job of a key at a time by itself',
    'zh-CN':
      'unique 不能与任务 {task} 的限制（concurrency、rate）同时使用：之后的调用可能改变等待中任务的参数，从而改变它所排队伍的键。请去掉其中之一；keepLast 本身就保证同一个键一次只运行一个任务',
  },
})
