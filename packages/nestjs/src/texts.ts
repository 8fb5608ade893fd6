import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  standardDecorators: {
    en: 'was called as a decorator of the language, and NestJS needs those of TypeScript: set "experimentalDecorators": true in the tsconfig that your compiler reads',
    'zh-CN':
      '按语言标准装饰器的方式被调用，而 NestJS 需要 TypeScript 的装饰器：请在编译器读取的 tsconfig 中设置 "experimentalDecorators": true',
  },
  notOnAMethod: {
    en: 'must stand before a method of a class',
    'zh-CN': '必须写在类的方法之前',
  },
  clientName: {
    en: 'must be the `name` of an ArqModule.forRoot',
    'zh-CN': '必须是某个 ArqModule.forRoot 的 `name`',
  },
  taskInController: {
    en: '{where} has @Task() and is in a controller: tasks are methods of providers. Move it into a class with @Processor(), and list that class in `providers` of a module',
    'zh-CN':
      '{where} 带有 @Task()，却位于控制器中：任务必须是提供者的方法。请将其移到带有 @Processor() 的类中，并把该类列入某个模块的 `providers`',
  },
  processorMissing: {
    en: '{where} has @Task(), and its class has no @Processor(): put @Processor() before the class',
    'zh-CN': '{where} 带有 @Task()，但其所在的类没有 @Processor()：请在类前加上 @Processor()',
  },
  noTasks: {
    en: '{processor} has @Processor() and no method with @Task() or @Cron(): put @Task() before those that run jobs',
    'zh-CN':
      '{processor} 带有 @Processor()，但没有带 @Task() 或 @Cron() 的方法：请在执行任务的方法前加上 @Task()',
  },
  sameTask: {
    en: '{first} and {second} are both the task {task}: give one of them another name, as in @Task("another_name")',
    'zh-CN': '{first} 与 {second} 都是任务 {task}：请给其中一个另取名称，如 @Task("another_name")',
  },
  providedTwice: {
    en: '{processor} is in `providers` of two modules, so that its tasks are there twice: list it in one of them, and export it there',
    'zh-CN':
      '{processor} 同时列在两个模块的 `providers` 中，其任务因此重复：请只在其中一个模块中列出，并从该模块导出',
  },
  unknownClient: {
    en: '{processor} is for a client {client}, and ArqModule has none of that name. It has: {known}',
    'zh-CN': '{processor} 属于客户端 {client}，而 ArqModule 中没有这个名称。现有：{known}',
  },
  sameClient: {
    en: 'is there twice: give each ArqModule.forRoot a `name` of its own, and call forRoot once for each',
    'zh-CN': '重复出现：请给每个 ArqModule.forRoot 各自的 `name`，且每个名称只调用一次 forRoot',
  },
  notAnObject: {
    en: 'must be an object with a `transport`: does `useFactory` return it?',
    'zh-CN': '必须是带有 `transport` 的对象：`useFactory` 是否返回了它？',
  },
  clientAndSettings: {
    en: 'is given beside `client`, which has its own: give one of them',
    'zh-CN': '与 `client` 同时给出，而后者已有自己的设置：请只给其中一个',
  },
  noTransportForWorker: {
    en: 'is a client of yours, and a worker for {processors} needs a transport: give `transport` in place of it, or `worker: false`',
    'zh-CN':
      '是你自己的客户端，而运行 {processors} 的 worker 需要传输层：请改为给出 `transport`，或设置 `worker: false`',
  },
  workerSettings: {
    en: 'must be an object of worker settings, or false',
    'zh-CN': '必须是 worker 设置的对象，或 false',
  },
  nothingToRun: {
    en: 'is given, and no provider has @Processor() for this client: list your processors in `providers` of a module, or leave `worker` out',
    'zh-CN':
      '已给出，但没有任何提供者带有属于此客户端的 @Processor()：请把处理器列入某个模块的 `providers`，或去掉 `worker`',
  },
  workerFailed: {
    en: 'The worker cannot go on, and the process ends: give ArqModule an `onWorkerFailure` to decide otherwise',
    'zh-CN': 'worker 无法继续，进程将结束：如需另行处理，请给 ArqModule 设置 `onWorkerFailure`',
  },
  unnamed: { en: 'the one without a name', 'zh-CN': '未命名的一个' },
})
