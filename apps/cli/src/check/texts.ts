import { defineTexts } from '@arq/core'

/** Texts of `arq check`. */
export const checkTexts = defineTexts({
  queueFlag: {
    en: 'Queue that a worker must take jobs from; may be repeated; without it, those of the settings module',
    'zh-CN': '必须有 worker 领取任务的队列；可重复给出；不给出则为设置模块中的队列',
  },
  hereFlag: {
    en: 'Only workers of this host (in a container: of this container) count',
    'zh-CN': '仅计入本机（容器中即本容器）的 worker',
  },
  workerFlag: {
    en: 'Only the worker of this id or name counts, as arq workers lists it',
    'zh-CN': '仅计入此 ID 或名称的 worker（见 arq workers）',
  },
  strictFlag: {
    en: 'End with 1 also when one of several consumers does not answer',
    'zh-CN': '多个消费者中有一个没有应答时也以退出码 1 结束',
  },
  timeoutFlag: {
    en: 'How long an answer is waited for at most, for example 2s',
    'zh-CN': '最多等待应答的时间，例如 2s',
  },
  exampleModule: {
    en: 'in a probe: do the servers answer, and does a worker take jobs from each queue?',
    'zh-CN': '用于探针：服务器是否应答，每个队列是否有 worker 领取任务？',
  },
  exampleHere: {
    en: 'in the container of the worker: does this one work?',
    'zh-CN': '在 worker 的容器中：这个 worker 是否在工作？',
  },
  exampleServers: { en: 'the servers alone', 'zh-CN': '仅检查服务器' },

  answers: { en: '{what} answers', 'zh-CN': '{what} 有应答' },
  away: { en: '{what} does not answer: {reason}', 'zh-CN': '{what} 没有应答：{reason}' },
  counted: { en: '{queue}: {count} consumers', 'zh-CN': '{queue}：{count} 个消费者' },
  consumed: {
    en: '{queue}: taken by {workers} ({running} of {slots} slots busy, {completed} completed, {failed} failed, {retried} retried)',
    'zh-CN':
      '{queue}：由 {workers} 处理（运行中 {running}/{slots}，完成 {completed}，失败 {failed}，重试 {retried}）',
  },
  works: {
    en: '{worker} works on {queues} ({running} of {slots} slots busy, {completed} completed, {failed} failed, {retried} retried)',
    'zh-CN':
      '{worker} 正在处理 {queues}（运行中 {running}/{slots}，完成 {completed}，失败 {failed}，重试 {retried}）',
  },
  worksNot: { en: '{worker} takes no jobs: {why}', 'zh-CN': '{worker} 没有领取任务：{why}' },
  notTaken: {
    en: '{queue}: {worker} takes no jobs from it: {why}',
    'zh-CN': '{queue}：{worker} 没有从中领取任务：{why}',
  },
  nobody: { en: '{queue}: nobody consumes it', 'zh-CN': '{queue}：没有消费者' },
  unanswered: {
    en: '{queue}: of {count} consumers, none answered within {seconds} s: a worker that hangs, or a program that is no worker of arq for TypeScript',
    'zh-CN':
      '{queue}：{count} 个消费者在 {seconds} 秒内均无应答：可能是无响应的 worker，或不是 TypeScript 版 arq 的程序',
  },
  someUnanswered: {
    en: '{queue}: {missing} of {count} consumers did not answer within {seconds} s: a worker that hangs, or a program that is no worker of arq for TypeScript',
    'zh-CN':
      '{queue}：{count} 个消费者中有 {missing} 个在 {seconds} 秒内无应答：可能是无响应的 worker，或不是 TypeScript 版 arq 的程序',
  },
  noneMeant: {
    en: '{queue}: no worker of {scope} that works on it answered within {seconds} s',
    'zh-CN': '{queue}：{scope} 没有处理它的 worker 在 {seconds} 秒内应答',
  },
  noWorker: {
    en: 'No worker of {scope} answered within {seconds} s',
    'zh-CN': '{scope} 没有 worker 在 {seconds} 秒内应答',
  },
  scopeHost: { en: 'host {host}', 'zh-CN': '主机 {host}' },
  scopeName: { en: 'the name {name}', 'zh-CN': '名为 {name}' },
  scopeBoth: { en: 'the name {name} on host {host}', 'zh-CN': '主机 {host} 上名为 {name}' },
  noQueue: { en: '{queue}: there is no such queue', 'zh-CN': '{queue}：没有这个队列' },
  noQueueMeant: {
    en: '{queue}: there is no such queue; did you mean {meant}?',
    'zh-CN': '{queue}：没有这个队列；是否想用 {meant}？',
  },

  // --- why a worker takes no jobs: codes of its health ------------------------------------------
  starting: { en: 'it is starting', 'zh-CN': '正在启动' },
  stopping: { en: 'it is stopping', 'zh-CN': '正在停止' },
  draining: { en: 'it is drained', 'zh-CN': '正在排空' },
  paused: { en: 'it is paused (arq resume)', 'zh-CN': '已暂停（arq resume 可恢复）' },
  brokerAway: { en: 'it has no connection to the broker', 'zh-CN': '没有与消息服务器的连接' },
  notConsuming: {
    en: 'the broker sends nothing from a queue of it',
    'zh-CN': '消息服务器没有从其某个队列投递任务',
  },
  publishingBlocked: { en: 'the broker takes no messages', 'zh-CN': '消息服务器暂停接收消息' },
  storeAway: { en: 'the result store is away', 'zh-CN': '结果存储无法连接' },
  keyMissing: {
    en: 'encrypted jobs wait: it does not have their key',
    'zh-CN': '加密的任务在等待：它没有相应的密钥',
  },
  payloadStoreAway: {
    en: 'jobs wait for their arguments: the payload store is away, or it has none',
    'zh-CN': '任务在等待其参数：payload 存储不可用，或它未设置',
  },
  otherReason: { en: '{code}', 'zh-CN': '{code}' },
})
