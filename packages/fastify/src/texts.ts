import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  notReady: {
    en: 'fastify.arq is there from `ready` (or `listen`) on: use it in handlers and in onReady hooks that are added later',
    'zh-CN':
      'fastify.arq 在 `ready`（或 `listen`）之后才可用：请在处理函数或其后添加的 onReady 钩子中使用',
  },
  clientAndSettings: {
    en: 'is given beside `client`, which has its own: give one of them',
    'zh-CN': '与 `client` 同时给出，而后者已有自己的设置：请只给其中一个',
  },
  forbidden: {
    en: 'This is not allowed here',
    'zh-CN': '此处不允许该操作',
  },
  unknownTask: {
    en: 'No task {name} is offered here',
    'zh-CN': '此处没有提供任务 {name}',
  },
  didYouMean: {
    en: 'No task {name} is offered here: did you mean {nearest}?',
    'zh-CN': '此处没有提供任务 {name}：是否想写 {nearest}？',
  },
  jobExists: {
    en: 'A job of the id {jobId} exists',
    'zh-CN': 'ID 为 {jobId} 的任务已存在',
  },
  mustBeTasks: {
    en: 'must be a list of tasks, named functions or names of tasks',
    'zh-CN': '必须是任务、具名函数或任务名的列表',
  },
  mustBeArguments: {
    en: 'must be a list or an object',
    'zh-CN': '必须是列表或对象',
  },
  mustBeClient: {
    en: 'must be a client of createClient',
    'zh-CN': '必须是 createClient 得到的客户端',
  },
  mustBeLinks: { en: 'must be SignalLinks', 'zh-CN': '必须是 SignalLinks' },
  mustBePath: { en: 'must begin with /', 'zh-CN': '必须以 / 开头' },
  mustBePrefix: { en: 'must be empty, or begin with /', 'zh-CN': '必须为空，或以 / 开头' },
})
