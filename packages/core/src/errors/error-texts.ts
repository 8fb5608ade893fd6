import { defineTexts } from '../texts/text.js'

/** What errors say. */
export const errorTexts = defineTexts({
  keyMissing: {
    en: 'The key {keyId}, with which it is encrypted, is not here: give it to encryption()',
    'zh-CN': '此处没有加密所用的密钥 {keyId}：请把它交给 encryption()',
  },
  decryptFailed: {
    en: 'It does not open with the key {keyId}: it was changed, or belongs to another job',
    'zh-CN': '无法用密钥 {keyId} 解开：内容被改动过，或属于另一个任务',
  },
  configInvalid: {
    en: 'Invalid {subject}: {problems}',
    'zh-CN': '{subject} 无效：{problems}',
  },
  keyWrong: { en: '{path}: {problem}', 'zh-CN': '{path}：{problem}' },
  invalidArguments: {
    en: 'Invalid arguments for {task}: {problems}',
    'zh-CN': '任务 {task} 的参数无效：{problems}',
  },
  unknownFunction: {
    en: 'Unknown function {name}; this worker knows: {known}',
    'zh-CN': '未知函数 {name}；本 worker 已注册：{known}',
  },
  jobNotFound: { en: 'Job {jobId} is unknown', 'zh-CN': '任务 {jobId} 不存在' },
  jobExists: {
    en: 'The id {jobId} is taken by an enqueue that has been sending for more than {seconds} s: repeat the call later',
    'zh-CN': '任务 id {jobId} 已被另一次入队占用，且 {seconds} 秒内仍未完成发送：请稍后重试',
  },
  jobTimeout: {
    en: 'Job {jobId} ran longer than its timeout of {seconds} s',
    'zh-CN': '任务 {jobId} 执行超过 {seconds} 秒的超时时间',
  },
  signalTimeout: {
    en: 'Job {jobId} waited {seconds} s for the signal {signal}, and nobody gave it',
    'zh-CN': '任务 {jobId} 等待信号 {signal} 共 {seconds} 秒，没有人发出该信号',
  },
  jobAborted: { en: 'Job {jobId} was aborted', 'zh-CN': '任务 {jobId} 已中止' },
  abortTimeout: {
    en: 'Job {jobId} had not stopped {seconds} s after its abort (status: {status}). It may go on',
    'zh-CN': '任务 {jobId} 在中止请求 {seconds} 秒后仍未停止（状态：{status}），任务可能继续运行',
  },
  abortUnanswered: {
    en: 'No worker said within {seconds} s that it has stopped job {jobId}. Without a result store an abort reaches only a job that a worker holds: one that waits in its queue or for its time will run. Pass resultStore to clients and workers to stop those, too',
    'zh-CN':
      '{seconds} 秒内没有 worker 确认已停止任务 {jobId}。没有结果存储时，只能中止 worker 已取得的任务：仍在队列中或等待到期的任务会照常运行。如需中止它们，请为 client 和 worker 传入 resultStore',
  },
  jobExpired: {
    en: 'Job {jobId} expired at {expires} and was not run',
    'zh-CN': '任务 {jobId} 已于 {expires} 过期，未执行',
  },
  threadCrashed: {
    en: 'The thread that ran job {jobId} died: {reason}',
    'zh-CN': '执行任务 {jobId} 的线程已终止：{reason}',
  },
  suspectedPoison: {
    en: 'Job {jobId} is suspected poison: {crashes} workers died while they ran it, the last one while it ran nothing else',
    'zh-CN':
      '任务 {jobId} 疑似有害任务：{crashes} 个 worker 在执行它时进程终止，最后一次该 worker 只执行它一个任务',
  },
  jobFailed: {
    en: 'Job {jobId} failed: {error}',
    'zh-CN': '任务 {jobId} 执行失败：{error}',
  },
  stepFailed: {
    en: 'The step {step} failed earlier in this try: {error}',
    'zh-CN': '步骤 {step} 在本次执行中已失败：{error}',
  },
  jobRetry: { en: 'The job asks to be run again', 'zh-CN': '任务需要重试' },
  maxRetriesExceeded: {
    en: 'Gave up after {runs} runs: {lastError}',
    'zh-CN': '执行 {runs} 次后放弃：{lastError}',
  },
  resultNotFound: {
    en: 'Job {jobId} has ended and its result is not kept',
    'zh-CN': '任务 {jobId} 已结束，其结果未被保留',
  },
  resultTimeout: {
    en: 'No result of job {jobId} within {seconds} s (status: {status})',
    'zh-CN': '{seconds} 秒内没有任务 {jobId} 的结果（状态：{status}）',
  },
  childFailed: {
    en: 'Job {jobId} is not run: its child {childId} has not completed',
    'zh-CN': '任务 {jobId} 不会执行：它的子任务 {childId} 没有完成',
  },
  childFailedOf: {
    en: 'Job {jobId} is not run: its child {childId} has not completed: {error}',
    'zh-CN': '任务 {jobId} 不会执行：它的子任务 {childId} 没有完成：{error}',
  },
  streamOvertaken: {
    en: '{missed} items of stream {stream} of job {jobId} were dropped before they were read',
    'zh-CN': '任务 {jobId} 的流 {stream} 中有 {missed} 项在读取之前已被丢弃',
  },
  closed: { en: '{what} is closed', 'zh-CN': '{what} 已关闭' },
  payloadMissing: {
    en: 'Its {bytes} bytes (payload {key}) are no longer in the payload store: their time is over, or they were deleted. Enqueue the job again with its arguments; keep payloads longer with `payloads.keepFor`',
    'zh-CN':
      '它的 {bytes} 字节（payload {key}）已不在 payload 存储中：已过期或被删除。请带着参数重新入队该任务；要保存更久，请设置 `payloads.keepFor`',
  },
  payloadDamaged: {
    en: 'What the payload store gives for payload {key} is not what was put there ({bytes} bytes)',
    'zh-CN': 'payload 存储为 payload {key} 给出的内容不是当初存入的内容（{bytes} 字节）',
  },
  payloadStoreAbsent: {
    en: 'Its {bytes} bytes lie in a payload store, and none is set here: give the one that its sender uses as `payloads.store`',
    'zh-CN':
      '它的 {bytes} 字节存放在 payload 存储中，而此处未设置：请把发送方使用的存储设为 `payloads.store`',
  },
  payloadStoreAway: {
    en: 'The payload store ({store}) does not serve: {problem}',
    'zh-CN': 'payload 存储（{store}）无法服务：{problem}',
  },
  payloadStoreSilent: {
    en: 'no answer within {seconds} seconds',
    'zh-CN': '{seconds} 秒内没有应答',
  },
})
