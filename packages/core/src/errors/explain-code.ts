import { defineTexts, type Language, renderText } from '../texts/text.js'
import { ERROR_CODES, type ErrorCode, type Sent } from './error-codes.js'

/** The words of {@link ERROR_CODES} in Chinese. The compiler refuses a code that has none. */
const CHINESE: Readonly<Record<ErrorCode, readonly [meaning: string, action: string]>> = {
  ARQ_CONFIG_INVALID: [
    '某个设置、选项或 URL 有误。',
    '更正错误中指出的键；错误会给出最接近的正确名称。',
  ],
  ARQ_ENCODE_FAILED: [
    '某个值无法传输：JSON 不能表示它，或会悄悄改变它。',
    '请发送纯 JSON 数据，为任务定义 input schema，或使用其他编解码器。',
  ],
  ARQ_DECODE_FAILED: [
    '来自队列或存储的字节不是应有的内容。',
    '查看死信队列：消息原样保存在那里，一个字节也没有改变。',
  ],
  ARQ_KEY_MISSING: [
    '任务携带的内容已加密，而此处没有对应的密钥。',
    '把该 id 的密钥交给 `encryption()`；在此之前，需要它的任务会一直等待。',
  ],
  ARQ_DECRYPT_FAILED: [
    '任务携带的内容无法用其密钥解开：内容被改动过，或属于另一个任务。',
    '检查谁能写入队列和存储；确认同一 id 在各处是同一个密钥。',
  ],
  ARQ_PAYLOAD_STORE: [
    '存放大参数和大结果的 payload 存储不可用，或此处未设置。',
    '检查它是否在运行，以及 client、worker 和读取方的 `payloads` 是否为同一个存储；在此之前，需要它的任务会一直等待。',
  ],
  ARQ_PAYLOAD_MISSING: [
    '大参数或大结果已不在 payload 存储中：已过期或被删除。',
    '带着参数重新入队该任务；要保存更久，请设置 `payloads` 的 `keepFor`。',
  ],
  ARQ_PAYLOAD_DAMAGED: [
    'payload 存储给出的内容不是当初存入的内容。',
    '检查谁能写入该存储；然后带着参数重新入队该任务。',
  ],
  ARQ_CONNECTION_REFUSED: ['未能在限定时间内连上消息服务器。', '检查它是否在运行，URL 是否正确。'],
  ARQ_CONNECTION_AUTH: ['消息服务器拒绝了用户名、密码或虚拟主机。', '检查凭据以及该用户的权限。'],
  ARQ_CONNECTION_LOST: [
    '连接在消息服务器应答之前断开；消息是否已送达未知。',
    '重复此次调用。使用相同的 jobId，重发的就是同一个任务。',
  ],
  ARQ_CONNECTION_BLOCKED: [
    '消息服务器触发了内存或磁盘告警，不接收消息。',
    '释放消息服务器的内存或磁盘。',
  ],
  ARQ_CLOSED: ['client、worker、传输或存储已关闭。', '请新建一个。'],
  ARQ_PUBLISH_NACKED: [
    '消息服务器拒绝了该消息。',
    '通常是队列已满（x-max-length 加 reject-publish）：稍后重试。',
  ],
  ARQ_PUBLISH_UNROUTABLE: [
    '没有该名称的队列，消息服务器退回了消息。',
    '声明该队列，或让 arq 声明它（declareQueues: true）。',
  ],
  ARQ_PUBLISH_TIMEOUT: [
    '消息服务器未在限定时间内确认；消息是否已送达未知。',
    '重复此次调用。使用相同的 jobId，重发的就是同一个任务。',
  ],
  ARQ_PUBLISH_TOO_LARGE: [
    '消息超过了传输允许的大小。',
    '发送数据的引用而不是数据本身，或启用压缩。',
  ],
  ARQ_BUFFER_FULL: ['等待确认的消息过多。', '放慢入队速度，或使用等待策略。'],
  ARQ_TOPOLOGY_MISMATCH: ['队列已存在，但其参数与设置要求的不同。', '按错误中给出的办法处理。'],
  ARQ_QUEUE_NOT_FOUND: ['队列不存在，且不允许在此创建。', '由负责拓扑的一方创建它。'],
  ARQ_WORKER_NOT_FOUND: [
    '应答的 worker 中没有该名称的，或没有处理该队列的。',
    '更正名称；错误会给出最接近的名称。`arq workers` 列出全部。',
  ],
  ARQ_DELIVERY_SETTLED: [
    '同一次投递被确认或拒绝了两次。',
    '这是调用方的缺陷：每次投递只能结算一次。',
  ],
  ARQ_JOB_NOT_FOUND: ['结果存储中没有该 id 的任务。', '检查 id；其记录可能已过期。'],
  ARQ_JOB_EXISTS: [
    '另一次入队占用了该 id，且在其租约时间内没有结束。',
    '稍后重复此次调用；一旦该 id 的任务存在，enqueueJob 就返回 null。',
  ],
  ARQ_JOB_TIMEOUT: [
    '任务运行的时间超过了它的超时时间。',
    '提高超时时间或加快任务；任务应响应 ctx.signal。',
  ],
  ARQ_JOB_ABORTED: ['任务应请求而中止。', '无需处理：有人要求这样做。'],
  ARQ_SIGNAL_TIMEOUT: [
    '任务等待一个信号，但没有人及时发出。',
    '在任务中捕获它，即可在没有答复时继续；或等待更久。',
  ],
  ARQ_ABORT_TIMEOUT: [
    '要中止的任务在调用方愿意等待的时间内没有停止。',
    '让任务响应 ctx.signal，或等待更久。没有结果存储时，只能停止已在 worker 手中的任务。',
  ],
  ARQ_JOB_FAILED: ['任务抛出了错误；原始错误在其中。', '查看原始错误的名称、消息和堆栈。'],
  ARQ_STEP_FAILED: [
    '任务的某个步骤在本次执行中已失败；其错误被再次抛出。',
    '查看原始错误的名称和消息。任务的下一次执行会重新运行该步骤。',
  ],
  ARQ_JOB_CHILD_FAILED: [
    '流程中的一个任务没有执行，因为它的某个子任务失败了。',
    '先解决子任务失败的原因，再重试整个流程：`client.getFlow(rootId).retry()`。',
  ],
  ARQ_JOB_EXPIRED: ['任务在过期之前没有开始。', '启动更多 worker，或给任务更长的 expires。'],
  ARQ_JOB_SUSPECTED_POISON: [
    '运行该任务时 worker 进程死亡，最后一次运行时进程中没有其他任务。',
    '找出使进程结束的原因（内存、原生模块崩溃、process.exit），修复后将死信送回。',
  ],
  ARQ_JOB_THREAD_CRASHED: [
    '运行任务的线程死亡：内存不足、process.exit，或无人捕获的错误。',
    '查看原因。为线程增加内存（maxHeapMb），或修复任务；retryOn: "all" 会再次运行它。',
  ],
  ARQ_JOB_RETRY: ['任务要求再次运行。', '无需处理：这是一个信号。'],
  ARQ_MAX_RETRIES_EXCEEDED: [
    '任务在允许的最后一次执行中失败。',
    '查看最后一个错误，原因就在其中。',
  ],
  ARQ_RESULT_NOT_FOUND: ['任务已结束，但其结果没有保留。', '提高 keepResult 或 jobResultTtl。'],
  ARQ_RESULT_TOO_LARGE: [
    '任务已结束，但其结果对消息服务器的一条消息来说太大。',
    '使用结果存储，或让任务返回数据的引用。',
  ],
  ARQ_RESULT_TIMEOUT: [
    '在调用方愿意等待的时间内没有结果。',
    '等待更久，或检查是否有 worker 消费该队列。',
  ],
  ARQ_INVALID_ARGUMENTS: ['参数不符合任务的要求。', '更正错误中指出的参数。'],
  ARQ_UNKNOWN_FUNCTION: ['worker 没有该名称的任务。', '更正名称，或将任务加入 worker。'],
  ARQ_ENQUEUE_INCOMPLETE: [
    '一批任务中有一些没有入队。',
    '查看 results：其中说明了每个任务的情况。',
  ],
  ARQ_STORE_CONNECTION: ['无法连接结果存储。', '检查它是否在运行，URL 是否正确。'],
  ARQ_STORE_AUTH: ['结果存储拒绝登录，或没有该数据库。', '更正其 URL 中的用户名、密码或数据库名。'],
  ARQ_STORE_TIMEOUT: ['结果存储未在限定时间内应答。', '检查它的负载。'],
  ARQ_STORE_UNAVAILABLE: [
    '结果存储有应答，但暂时不提供服务：正在启动、故障切换、繁忙或空间不足。',
    '启动或故障切换之后会自行恢复；否则请为存储腾出空间，或使其可写。',
  ],
  ARQ_STORE_DATA: ['结果存储中有不是任务记录的内容。', '检查键前缀：可能有其他程序使用相同的键。'],
  ARQ_STORE_FAILED: ['结果存储拒绝了一条命令。', '查看它自己的说明。'],
  ARQ_STREAM_OVERTAKEN: [
    '流的读取者太慢，或来得太晚：尚未读取的项已被丢弃。',
    '从 resumeAfter 中的 id 之后继续，改用 entries()，或让流保留更多。',
  ],
  ARQ_UNSUPPORTED: [
    '所要求的功能需要未配置的部分，或此传输不具备的能力。',
    '错误中指出了应配置什么。',
  ],
}

/** {@link Sent} in words. */
const sentTexts = defineTexts({
  no: {
    en: 'no, the broker does not have the message',
    'zh-CN': '没有，消息服务器没有收到该消息',
  },
  never: {
    en: 'no, and as it is the broker would never take it',
    'zh-CN': '没有，而且原样重发也不会被接收',
  },
  unknown: { en: 'unknown: the broker may have the message', 'zh-CN': '未知：消息可能已经送达' },
  notSending: { en: 'it comes from no sending', 'zh-CN': '与发送无关' },
})

/** What a code says, in words of one language. */
export interface ExplainedCode {
  readonly code: ErrorCode
  /** What happened. */
  readonly meaning: string
  /** What the reader can do. */
  readonly action: string
  /** Whether the same call may succeed later without a change of code or settings. */
  readonly retryable: boolean
  /** Of a call that sends: whether the broker has the message. */
  readonly sent: Sent
  /** The same in words. */
  readonly sentMeaning: string
}

/** What is known of an error by its code alone. */
export function explainCode(code: ErrorCode, language: Language): ExplainedCode {
  const { meaning, action, retryable, sent } = ERROR_CODES[code]
  const [inChinese, actionInChinese] = CHINESE[code]
  const words =
    language === 'en' ? { meaning, action } : { meaning: inChinese, action: actionInChinese }
  return { code, ...words, retryable, sent, sentMeaning: renderText(sentTexts[sent](), language) }
}
