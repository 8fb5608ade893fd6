import { payloadsMeanings } from './payloads.js'

/**
 * Those of its settings that the command line does not tell.
 * @type {Readonly<Record<string, string>>}
 */
export const workerMeanings = {
  ...payloadsMeanings,
  'queues[].name': '队列在消息服务器上的名称。',
  'queues[].weight':
    '其他队列也有任务在等待时，此队列在启动次数中所占的份额：一个为 3、一个为 1 时，每四个启动的任务有三个来自前者。单独一个队列得到全部执行位。',
  'queues[].maxConcurrentJobs':
    '此队列同时运行的任务数。未给出：与 worker 的执行位一样多，繁忙的队列可以全部占用。',
}
