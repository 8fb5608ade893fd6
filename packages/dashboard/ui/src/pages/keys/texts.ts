import { defineTexts } from '../../language/text.js'

/** Words of the page of keys. */
export const keysTexts = defineTexts({
  title: { en: 'Keys', 'zh-CN': '键' },
  unsupported: { en: 'This result store keeps no keys', 'zh-CN': '此结果存储不保存键' },
  unsupportedLead: {
    en: 'Limits of keys and unique jobs need a store that keeps entries, such as Redis or PostgreSQL.',
    'zh-CN': '键的上限与唯一任务需要能保存条目的结果存储，例如 Redis 或 PostgreSQL。',
  },
  limits: { en: 'Limits', 'zh-CN': '上限' },
  none: { en: 'No job runs or waits under a limit', 'zh-CN': '没有任务在上限之下运行或等待' },
  noneLead: {
    en: 'Tasks with concurrency show here while they have jobs.',
    'zh-CN': '设有 concurrency 的任务有作业时显示于此。',
  },
  notAll: {
    en: 'Only those that wait most are shown',
    'zh-CN': '仅显示等待最多的键',
  },
  name: { en: 'Limit', 'zh-CN': '上限名称' },
  key: { en: 'Key', 'zh-CN': '键' },
  running: { en: 'Running', 'zh-CN': '运行中' },
  coming: { en: 'Coming', 'zh-CN': '即将运行' },
  waiting: { en: 'Waiting', 'zh-CN': '等待' },
  most: { en: 'At once', 'zh-CN': '同时运行' },
  anyNumber: { en: 'any number', 'zh-CN': '不限' },
  isSet: { en: 'set live', 'zh-CN': '在线设置' },
  stopped: { en: 'none begins', 'zh-CN': '不再启动' },
  acts: { en: 'Acts', 'zh-CN': '操作' },

  change: { en: 'Change', 'zh-CN': '更改' },
  changeOf: { en: 'Change the limit of {name} {key}', 'zh-CN': '更改 {name} {key} 的上限' },
  reset: { en: 'Reset', 'zh-CN': '恢复' },
  resetOf: { en: 'Reset the limit of {name} {key}', 'zh-CN': '恢复 {name} {key} 的上限' },
  resetAsk: { en: 'Reset the limit of {name} {key}?', 'zh-CN': '恢复 {name} {key} 的上限？' },
  resetLead: {
    en: 'What was set for all keys of this name holds again, else the task’s own limit.',
    'zh-CN': '恢复为该名称所有键的设置；没有则为任务自身的上限。',
  },
  isReset: { en: 'The limit of {name} {key} is reset', 'zh-CN': '{name} {key} 的上限已恢复' },
  setOne: { en: 'Set a limit', 'zh-CN': '设置上限' },
  nameHint: {
    en: 'That of the task, unless its concurrency has another one',
    'zh-CN': '即任务名，除非其 concurrency 另有名称',
  },
  keyHint: {
    en: 'Empty: all keys that have no limit of their own',
    'zh-CN': '留空：所有没有单独上限的键',
  },
  limitField: { en: 'Jobs at once', 'zh-CN': '同时运行的任务数' },
  limitHint: {
    en: '0: none begins. Empty: what the task says.',
    'zh-CN': '0：不再启动。留空：按任务自身的设置。',
  },
  setLead: {
    en: 'It holds for all workers, and takes a second. What runs goes on.',
    'zh-CN': '对所有 worker 生效，需要一秒。运行中的任务继续。',
  },
  save: { en: 'Set', 'zh-CN': '设置' },
  isDone: {
    en: 'All workers heed the limit of {name} now',
    'zh-CN': '所有 worker 已遵循 {name} 的上限',
  },
  nameNeeded: { en: 'Write the name of the limit', 'zh-CN': '请填写上限名称' },
  notCount: { en: 'A whole number from 0 on, or nothing', 'zh-CN': '须为不小于 0 的整数，或留空' },

  unique: { en: 'Unique jobs', 'zh-CN': '唯一任务' },
  noUnique: { en: 'No job of a unique key waits or runs', 'zh-CN': '没有唯一键的任务在等待或运行' },
  noUniqueLead: {
    en: 'Calls with unique show here until their job has ended.',
    'zh-CN': '带 unique 的调用在其任务结束前显示于此。',
  },
  task: { en: 'Task', 'zh-CN': '任务' },
  due: { en: 'Due', 'zh-CN': '到期' },
  calls: { en: 'Calls', 'zh-CN': '调用' },
  more: { en: 'Look further', 'zh-CN': '继续查找' },
})
