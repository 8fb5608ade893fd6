import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  fileNotLoaded: {
    en: 'The file of task {name} cannot be loaded: {reason}',
    'zh-CN': '无法加载任务 {name} 的文件：{reason}',
  },
  noTypeScript: {
    en: 'The file of task {name} is TypeScript, which this Node.js ({version}) cannot load in a thread: use Node.js 22.18 or later, or name the compiled .js file',
    'zh-CN':
      '任务 {name} 的文件是 TypeScript，当前 Node.js（{version}）无法在线程中加载：请使用 Node.js 22.18 或更高版本，或指定编译后的 .js 文件',
  },
  noFunction: {
    en: 'The file of task {name} has no function as its export "{exported}"; it exports: {known}',
    'zh-CN': '任务 {name} 的文件没有名为 "{exported}" 的导出函数；现有导出：{known}',
  },
  notCopied: {
    en: 'An argument of task {name} cannot be copied into a thread: {reason}',
    'zh-CN': '任务 {name} 的参数无法复制到线程：{reason}',
  },
  extraNotCopied: {
    en: 'ctx.extra.{key} cannot be copied into a thread: only plain data can. Open what is no data in the file of the task',
    'zh-CN': 'ctx.extra.{key} 无法复制到线程：只能复制普通数据。请在任务文件中创建非数据的对象',
  },
  noSteps: {
    en: 'There is no ctx.step, ctx.sleep or ctx.waitFor in a thread: make the thread task a job of its own, or a step of a task without a file',
    'zh-CN':
      '线程中没有 ctx.step、ctx.sleep 和 ctx.waitFor：请将线程任务作为单独的任务，或放在不带 file 的任务的步骤中',
  },
  noChildren: {
    en: 'There is no ctx.children() in a thread: read the children in a task without a file, and give it their results as arguments',
    'zh-CN': '线程中没有 ctx.children()：请在不带 file 的任务中读取子任务，再把结果作为参数传入',
  },
  noClient: {
    en: 'There is no ctx.client in a thread: return what is to be enqueued, and enqueue it in a task without a file',
    'zh-CN': '线程中没有 ctx.client：请返回要加入队列的内容，由不带 file 的任务加入队列',
  },
})
