import { type JobContext, localizedMessage } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Controller, type ModuleMetadata, type Type } from '@nestjs/common'

import { ArqModule, type ArqModuleOptions, Processor, Task } from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

const settings = () => ({ transport: new MemoryTransport({ broker: new MemoryBroker() }) })

/** What the start of an application with this says, in both languages. */
async function refusal(metadata: ModuleMetadata, options: object = settings()): Promise<string[]> {
  const imports = [ArqModule.forRoot(options as ArqModuleOptions)]
  const error: unknown = await startApplication({ imports, ...metadata }).then(
    () => 'it started',
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  return [localizedMessage(error, 'en'), localizedMessage(error, 'zh-CN')]
}

function processorWith(options: Parameters<typeof Processor>[0] = {}): Type {
  @Processor(options)
  class Mailer {
    @Task('send')
    send(_ctx: JobContext) {
      return 1
    }
  }
  return Mailer
}

describe('an application that is put together wrongly does not start, and says why', () => {
  it('two methods of one name', async () => {
    @Processor()
    class Sender {
      @Task()
      send(_ctx: JobContext) {
        return 1
      }
    }
    const [english, chinese] = await refusal({ providers: [processorWith(), Sender] })
    expect(english).toMatch(/Mailer\.send and Sender\.send are both the task "send".*another name/)
    expect(chinese).toMatch(/Mailer\.send 与 Sender\.send 都是任务 "send"/)
  })

  it('a processor in two modules', async () => {
    const Mailer = processorWith()
    class Other {}
    const imports = [ArqModule.forRoot(settings()), { module: Other, providers: [Mailer] }]
    const [english, chinese] = await refusal({ imports, providers: [Mailer] })
    expect(english).toMatch(/Mailer is in `providers` of two modules/)
    expect(chinese).toMatch(/Mailer 同时列在两个模块/)
  })

  it('a task in a controller', async () => {
    @Controller()
    @Processor()
    class MailController {
      @Task()
      send(_ctx: JobContext) {
        return 1
      }
    }
    const [english, chinese] = await refusal({ controllers: [MailController] })
    expect(english).toMatch(/MailController\.send has @Task\(\) and is in a controller.*providers/)
    expect(chinese).toMatch(/MailController\.send 带有 @Task\(\)，却位于控制器中/)
  })

  it('a task in a provider that is no processor', async () => {
    class Plain {
      @Task()
      send(_ctx: JobContext) {
        return 1
      }
    }
    const [english, chinese] = await refusal({ providers: [Plain] })
    expect(english).toMatch(/Plain\.send has @Task\(\), and its class has no @Processor\(\)/)
    expect(chinese).toMatch(/Plain\.send 带有 @Task\(\)，但其所在的类没有 @Processor\(\)/)
  })

  it('a processor without tasks', async () => {
    @Processor()
    class Idle {}
    const [english] = await refusal({ providers: [Idle] })
    expect(english).toMatch(/Idle has @Processor\(\) and no method with @Task\(\)/)
  })

  it('settings of a worker, and no processor among the providers', async () => {
    const [english] = await refusal({}, { ...settings(), worker: { maxConcurrentJobs: 2 } })
    expect(english).toMatch(/worker: is given, and no provider has @Processor\(\).*`providers`/)
  })

  it('a processor of a client that is not there', async () => {
    const providers = [processorWith({ client: 'biling' })]
    const [english] = await refusal({ providers }, { ...settings(), name: 'billing' })
    expect(english).toMatch(/"biling".*ArqModule\.forRoot\(\{ name: "billing" \}\)/)
  })

  it('two clients of one name', async () => {
    const imports = [ArqModule.forRoot(settings()), ArqModule.forRoot(settings())]
    const [english] = await refusal({ imports })
    expect(english).toMatch(/ArqModule\.forRoot\(\): is there twice.*name/)
  })

  it.each([
    ['no transport', () => ({}), /transport/],
    ['a typo', () => ({ ...settings(), queuename: 'x' }), /queueName/],
    ['a typo of the worker', () => ({ ...settings(), worker: { maxRetry: 1 } }), /maxRetries/],
    ['a worker that is none', () => ({ ...settings(), worker: true }), /worker: must be/],
    ['a text for a transport', () => ({ transport: 'amqp://localhost' }), /transport/],
    ['a client with settings', () => ({ client: { close: 1 }, queueName: 'x' }), /queueName: is/],
  ] as const)('%s in the options', async (_what, options, words) => {
    const [english] = await refusal({ providers: [processorWith()] }, options())
    expect(english).toMatch(words)
  })

  it('a factory without `return`', async () => {
    const useFactory = () => undefined as never
    const [english] = await refusal({ imports: [ArqModule.forRootAsync({ useFactory })] })
    expect(english).toMatch(/`transport`: does `useFactory` return it/)
  })

  it('a wrong option of a task', async () => {
    @Processor()
    class Mailer {
      @Task({ maxRetrys: 3 } as object)
      send(_ctx: JobContext) {
        return 1
      }
    }
    const [english] = await refusal({ providers: [Mailer] })
    expect(english).toMatch(/@Task\(\) of Mailer\.send: .*maxRetries/)
  })
})

describe('a decorator at the wrong place throws when the class is read', () => {
  it('with an option that does not exist', () => {
    expect(() => Processor({ queue: 'x' } as object)).toThrow(/@Processor\(\).*queue/)
    expect(() => Processor('mail' as never)).toThrow(/@Processor\(\)/)
    expect(() => Processor({ client: '' })).toThrow(/`name` of an ArqModule/)
  })

  it('before a field', () => {
    const decorate = () => Task()({}, 'field', undefined as never)
    expect(decorate).toThrow(/field: must stand before a method/)
  })

  it("in the language's own form, which the compiler makes without `experimentalDecorators`", () => {
    const method = { kind: 'method', name: 'send' } as never
    expect(() => Task()(() => 1, method, undefined as never)).toThrow(/experimentalDecorators/)
    const decorate = Processor() as (target: unknown, context: unknown) => void
    expect(() => decorate(class Mailer {}, { kind: 'class', name: 'Mailer' })).toThrow(
      /experimentalDecorators/,
    )
  })
})
