import { defineTexts } from '@arq/core'

/** Texts of what goes on until it is stopped, and of probes and completion. */
export const watchTexts = defineTexts({
  watchFlag: {
    en: 'Start again whenever a file beside the settings module changes',
    'zh-CN': '设置模块所在目录的文件变化时重新启动',
  },
  watching: {
    en: 'Watching {folder}: the worker starts again when a file changes.',
    'zh-CN': '正在监视 {folder}：文件变化时 worker 将重新启动。',
  },
  restarting: { en: '{file} has changed: starting again.', 'zh-CN': '{file} 已变化：重新启动。' },
  ended: {
    en: 'The worker has ended ({code}). It starts again when a file changes.',
    'zh-CN': 'worker 已结束（{code}）。文件变化时将重新启动。',
  },
  exampleWatch: { en: 'while developing', 'zh-CN': '开发时' },
  infoWatchFlag: {
    en: 'Show it again every so often, until it is stopped',
    'zh-CN': '按此间隔重复显示，直到停止',
  },
  exampleInfoWatch: { en: 'every two seconds', 'zh-CN': '每两秒' },

  memoryFlag: {
    en: 'In memory, although a broker is there',
    'zh-CN': '即使有消息服务器也使用内存',
  },
  exampleDev: {
    en: 'on RabbitMQ if it is there, else in memory',
    'zh-CN': '有 RabbitMQ 则使用，否则使用内存',
  },
  exampleDevMemory: { en: 'without any server', 'zh-CN': '无需任何服务器' },
  noBroker: {
    en: 'No RabbitMQ at {where}: everything stays in the memory of this process, and is gone when it starts again.',
    'zh-CN': '{where} 上没有 RabbitMQ：一切都在本进程的内存中，重新启动后消失。',
  },
  typeCalls: {
    en: 'Type the name of a task, and its arguments behind it, to run it. The tasks: {tasks}',
    'zh-CN': '输入任务名称，其后写参数，即可运行。任务有：{tasks}',
  },
  devEnqueued: { en: '{task}: enqueued as {id}', 'zh-CN': '{task}：已加入队列，ID 为 {id}' },
  devResult: { en: '{task}: {result}', 'zh-CN': '{task}：{result}' },
  devFailed: { en: '{task}: failed: {reason}', 'zh-CN': '{task}：失败：{reason}' },

  shellArgument: { en: 'bash, zsh or fish', 'zh-CN': 'bash、zsh 或 fish' },
  unknownShell: {
    en: '"{shell}" is none of bash, zsh, fish',
    'zh-CN': '"{shell}" 不是 bash、zsh 或 fish',
  },
  exampleBash: {
    en: 'now; in ~/.bashrc for ever',
    'zh-CN': '立即生效；写入 ~/.bashrc 则长期生效',
  },
  exampleZsh: { en: 'the same in ~/.zshrc', 'zh-CN': '同理写入 ~/.zshrc' },
  exampleFish: { en: 'fish reads it from there', 'zh-CN': 'fish 会自动读取' },
})
