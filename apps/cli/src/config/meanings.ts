import type { Language } from '@arq/core'
import { workerSettingsSchema } from '@arq/worker'
import * as v from 'valibot'

import { connectionSettingsSchema } from '../connection-settings.js'

const SCHEMAS = { ...workerSettingsSchema.entries, ...connectionSettingsSchema.entries }

/** The descriptions of the schemas in Chinese. The compiler refuses a setting that has none. */
const CHINESE: Readonly<Record<keyof typeof SCHEMAS, string>> = {
  functions:
    '此 worker 可以运行的任务：任务或普通的具名函数。其他名称的任务会失败，或等待拥有它的 worker。',
  transport:
    '通往消息服务器的途径，例如 `AmqpTransport`。由 worker 打开和关闭，除非是您自己连接的。',
  resultStore:
    '保存每个任务状态和结果的地方。没有它就没有 `job.status()`，中止只能到达 worker 已取得的任务，结果也只在运行期间送达提交任务的 client。',
  cronJobs:
    '按时间触发的任务：见 `cron`。每个 worker 应给出相同的列表；有结果存储时，无论多少 worker，每次触发只有一个任务。突发模式的 worker 不触发。',
  raw: '他人已有的队列，其消息原样交给任务执行：见 `consumeRaw`。若 `functions: []` 且没有 `queueName`、`queues` 和 `cronJobs`，则 worker 只消费它们。不能用于突发模式。',
  queueName: '要处理的队列。未给出且没有 `queues` 时为 `default`。',
  queues:
    '要处理的多个队列，代替 `queueName`。它们按 `weight` 分享执行槽；不必等一个队列空了才处理另一个。',
  dlqName:
    '最终失败的任务进入的队列。未给出时由传输决定，通常为 `<queue>.dlq`。不能是此 worker 处理的队列。',
  maxConcurrentJobs:
    '此 worker 在所有队列上同时运行的任务数，不会超过 `prefetchCount`。等待网络的任务可以调高；纯计算的任务共用一个线程，调高无益：请为它们设置 `file`，并为 worker 设置 `threads`。',
  prefetchCount:
    '每个队列在结算之前交给此 worker 的任务数。超出运行数的任务在本进程中等待：调大可减少往返，调小可为其他 worker 多留一些。',
  unknownTaskGrace:
    '当此 worker 没有某任务时（例如滚动部署期间），该任务等待拥有它的 worker 的最长时间，之后失败。为 0 或传输不支持延迟时立即失败。',
  threads:
    '带 `file` 的任务在何处运行：`@arq/threads` 的 `threadPool()`。它们计算时不会阻塞 worker，超时或中止会结束其线程。',
  jobTimeout:
    '一次执行的最长时间。之后任务的 `ctx.signal` 触发，该次执行以 `ARQ_JOB_TIMEOUT` 失败。任务可自行设定。',
  maxRetries:
    '首次执行之后的执行次数。再失败一次的任务进入死信队列。任务可自行设定；0 表示不重试。',
  maxDeliveries:
    '运行某任务时可以崩溃的 worker 进程数。最后一个进程不运行其他任务，若也崩溃，该任务作为疑似毒任务进入死信队列。至少按 2 计：第一次崩溃可能由同时运行的任何任务引起。0 表示永远重新投递。',
  retryBackoff: '首次重试前的等待。之后每次加倍，最长一小时。任务可自行设定；0 表示立即重试。',
  retryJitter:
    '每次重试等待中随机的比例：0.5 使 10 秒变为 5 到 10 秒。这样一同失败的任务不会一同回来。',
  keyLease:
    '键的限制（任务的 concurrency）之下的名额，在其 worker 失联后仍保留多久。worker 在此期间为自己的任务续期三次。',
  retryOn:
    '哪些错误会重试。`transient`：可能自行消失的错误，如超时、拒绝连接、HTTP 429 和 5xx。`all`：除参数错误外的所有错误。',
  retryIf:
    '对单个错误作出决定：`true` 重试，`false` 不重试，`undefined` 交给 `retryOn`。若它抛出错误，任务失败。',
  jobResultTtl:
    '已结束任务的记录及其结果保留多久。之后 `job.result()` 找不到它，其 id 也可再次使用。0 表示不保留。',
  keepResult: 'Python 库中 `jobResultTtl` 的名称。两者都给出时以此为准。任务可自行设定。',
  jobLogBytes:
    '任务通过 `ctx.logger` 写的日志有多少保存在其记录中，供 `arq job` 和 `job.info()` 查看：最后的若干行，在每次执行结束时写入。低于日志级别的行不保存。0 表示不保存。',
  enableJobResultStorage:
    '为 `false` 时，即使给出了结果存储，此 worker 也不写入：其任务在那里保持 `queued`。',
  workerName:
    '`workerId` 的第一部分，在记录、日志和死信中标识此 worker。未给出时为主机名和进程号。',
  jobCompletionWait: '停止中的 worker 在记录“仍在等待”之前，等待运行中任务的时间。',
  gracefulShutdownTimeout:
    '停止中的 worker 等待运行中任务的总时间。之后触发其信号并将任务退回队列。',
  burstMode:
    '运行现有的任务后结束，用于定时运行和测试。有任务失败时，`arq worker` 和 `Worker.run` 以退出码 1 结束。',
  burstTimeout: '突发模式：超过此时间后 worker 有序停止，无论队列中还剩什么。',
  burstCheckInterval: '突发模式：两次查看队列之间的时间。连续两次一无所获则 worker 结束。',
  burstWaitForTasks:
    '突发模式：worker 等到运行中的任务结束，并等到自己发出的、在 `burstTimeout` 之内到期的重试回来。`false`：不等待；运行中的任务收到信号并被退回。',
  burstExitOnEmpty:
    '突发模式：队列中没有等待的任务时结束。`false`：持续到 `burstTimeout` 或 `maxBurstJobs`。推迟到以后的任务不影响结束。',
  maxBurstJobs: '突发模式：最多启动的执行次数，含重试；它们结束后 worker 结束。未给出：不限。',
  healthEndpointPort:
    '健康检查端口：HTTP 的 `/livez`、`/readyz`、`/health` 和 `/metrics`，从启动到停止。未给出：不开放。0：任意空闲端口，见日志和 `worker.healthEndpoint`。',
  healthEndpointHost:
    '健康检查端口监听的地址。它不要求密码，因此默认只有本机可以访问；在容器中请设为 `0.0.0.0`，以便平台的探针访问。',
  healthCheckInterval:
    '每隔多久在日志中写一行：worker 至今做了什么、有多少任务在等待（有变化时）。0：从不。',
  metrics: '健康检查端口在 `/metrics` 提供的指标。未给出：404。',
  debugMode:
    '用于查找故障：`traceTasks` 加上所有级别的日志（日志记录器不是您自己的时）。不用于生产环境。',
  traceTasks:
    '在每次执行的开始和结束写一行调试日志，包含任务的参数和结果，但不含名称上属于机密或由 `redact` 指定的内容。日志级别须为 `debug`。',
  redact:
    '任务中不应让人看到的内容，以路径表示，如 `args.0.card`、`kwargs.password`、`result.*.iban`：不出现在 `traceTasks` 的日志、`arq job` 和 `arq dlq show` 中。任务收到的和保存的内容保持完整。',
  handleSignals:
    '收到 SIGINT、SIGTERM 和 SIGHUP 时有序停止 worker；第二个信号立即结束进程。默认：`Worker.run` 为 `true`，否则为 `false`。',
  expires:
    '任务到期后多久之内仍可启动。之后 worker 以 `ARQ_JOB_EXPIRED` 将其结束为失败。每次调用可自行设定。',
  trackQueued:
    '每个任务入队时即写入记录，使 `job.status()` 在任务启动前就有答案。`false` 可为每个任务省去一次写入。',
  claimLease:
    '正在发送任务的进程死亡后，其 `jobId` 保持占用的时间。使用该 id 的另一次调用会等待这么久，然后发送同一个任务。',
  enableCompression:
    '用 gzip 压缩消息体：`true` 压缩至少 8 KiB 的，对象则压缩至少 `thresholdBytes` 的。本库和 Python 库的 worker 都能读取。',
  codec: '任务如何变成字节。运行它们的 worker 需要相同的编解码器，否则任务进入死信队列。',
  encryption:
    '加密任务的参数、结果、错误、进度和日志：见 `encryption()`。worker 用它读取 client 加密的内容；没有对应密钥的任务会等待，不会丢失。',
  payloads:
    '把超过 256 KiB 的参数和结果保存在 payload 存储中，`{ store, thresholdBytes, keepFor }`，消息只说明它们在哪里。client、worker 和读取方需要同一个存储；worker 无法读取其 payload 的任务会等待，不会丢失。',
  onEnqueue: '发送每个任务之前调用。可以添加消息头，抛出错误则拒绝该任务。不能是异步函数。',
  codecs:
    'JSON 之外的编解码器。每条消息的 content type 决定使用哪一个；缺少编解码器的消息进入死信队列。',
  logger: '日志写到哪里。未给出：控制台。它抛出的错误不会向外传播。',
  clock: '时间来源。测试可替换它，例如使用 `ManualClock`。',
  onStartup: '第一个任务之前调用，用于填充 `ctx.extra`。若抛出错误，worker 结束且 `run()` 被拒绝。',
  onShutdown: '最后一个任务之后调用，worker 失败时也会调用。',
  around:
    '包裹每个任务的每次执行：以 `ctx` 和 `run` 调用，须调用一次 `run` 并等待。一个函数，或一个列表，第一个在最外层。它抛出的错误视为任务的错误。',
  onJobStart: '每次执行之前调用，执行会等待它；若抛出错误，记录日志后任务照常运行。',
  onJobStuck:
    '任务收到信号 5 秒后仍在运行时调用，并得到信号的原因：`JobTimeout` 或 `JobAborted`。worker 不再等待该任务（其线程无法停止），并丢弃它此后返回的内容。',
  onJobSuccess: '执行返回之后调用。它结束后任务才结算。',
  onJobFailure: '执行抛出错误之后调用，任务会重试时也调用。它结束后任务才结算。',
  onJobEnd: '每次执行之后、`onJobSuccess` 或 `onJobFailure` 之后调用。',
  afterJobEnd: '任务的结束已保存、消息已确认之后调用。',
  rabbitmqUrl: '消息服务器的 URL。',
  connectionTimeout: '命令在失败之前尝试连接消息服务器的时间。',
  managementUrl: 'RabbitMQ 管理 API 的 URL，含用户名和密码。没有它，某些列为空。',
  resultStoreSchemes:
    '您自己的结果存储：由谁打开某协议的 URL，写作 `<模块>:<导出>`，该函数会收到 URL。只能写在配置文件中。',
  resultStoreUrl: '结果存储的 URL。未给出：不保存状态和结果。',
  logLevel: '低于此级别的日志不写出。',
  logFormat: '日志的格式：供人阅读的文本，或每行一个 JSON 对象。',
}

const isSetting = (key: string): key is keyof typeof SCHEMAS => Object.hasOwn(SCHEMAS, key)

/** What a setting is for, in the reader's language; `undefined` where there is no such setting. */
export function meaningOf(key: string, language: Language): string | undefined {
  if (!isSetting(key)) return undefined
  return language === 'zh-CN' ? CHINESE[key] : v.getDescription(SCHEMAS[key])
}
