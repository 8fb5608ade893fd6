import { payloadsMeanings } from './payloads.js'

/** @type {Readonly<Record<string, string>>} */
export const clientMeanings = {
  ...payloadsMeanings,
  transport:
    '通往消息服务器的途径，例如 `AmqpTransport`。由 client 打开和关闭，除非是你自己连接的。',
  resultStore:
    '保存每个任务状态与结果的地方。没有它就没有 `job.status()` 和唯一的 `jobId`，中止只能到达 worker 已取得的任务，结果只以回复送达这一个 client。',
  queueName: '调用和任务函数都没有指定队列时，任务所进入的队列。',
  expires:
    '任务到期后多久之内仍可启动。之后 worker 以 `ARQ_JOB_EXPIRED` 将其结束为失败。每次调用可自行设定。',
  trackQueued:
    '每个任务入队时即写入记录，使 `job.status()` 在任务启动前就有答案。`false` 为每个任务省去一次写入。',
  claimLease:
    '正在发送任务的进程崩溃时，其 `jobId` 保持占用多久。使用该 id 的另一次调用会等这么久，然后把它作为同一个任务发送。',
  enableCompression:
    '用 gzip 压缩消息体：`true` 压缩不小于 8 KiB 的，对象则压缩不小于 `thresholdBytes` 的。我们的和 Python 库的 worker 都能读取。',
  codec: '任务如何变成字节。运行它们的 worker 需要相同的编解码器，否则任务进入死信队列。',
  encryption:
    '加密本 client 所发任务的参数，并以明文显示任务里加密的内容：`encryption(…)`，与 worker 使用相同的密钥。',
  payloads:
    '把超过 256 KiB 的参数和结果保存在 payload 存储中，`{ store, thresholdBytes, keepFor }`，消息只说明它们在哪里。client、worker 和读取方需要同一个存储；worker 无法读取其 payload 的任务会等待，不会丢失。',
  onEnqueue: '发送每个任务之前调用。可以添加消息头，抛出错误则拒绝该任务。不能是异步函数。',
  jobResultTtl: '被此 client 中止的任务，其记录保留多久。结果的保留时间由 worker 决定。',
  keptReplies:
    '没有结果存储时：保留在内存中、等待查询的结果数。超出时丢弃最早的，其 `job.result()` 会一直等到超时。0：不请求 worker 发送结果，用于只入队的程序；此时拒绝 `job.result()`。',
  logger: '警告写到哪里。未给出：控制台，级别从 `warn` 起。它抛出的错误不会向外传播。',
  clock: '时间来源。测试可替换它，例如使用 `ManualClock`。',
}
