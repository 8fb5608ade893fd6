import { readProperty } from '@arq/core/internal'
import {
  ContextIdFactory,
  type DiscoveryService,
  MetadataScanner,
  type ModuleRef,
} from '@nestjs/core'

import { cronOf } from '../decorators/cron.js'
import { metadataOf } from '../decorators/metadata-of.js'
import { PROCESSOR, type ProcessorMetadata } from '../decorators/processor.js'
import { TASK, type TaskOptions } from '../decorators/task.js'
import type { FoundClass, FoundMethod } from './found-task.js'

/** What Nest keeps of a provider. */
type Wrapper = ReturnType<DiscoveryService['getProviders']>[number]

/** All providers and controllers of an application that have `@Processor()`, or a method with `@Task()` or `@Cron()`. */
export function findClasses(discovery: DiscoveryService, modules: ModuleRef): FoundClass[] {
  const look = (wrappers: readonly Wrapper[], isController: boolean): FoundClass[] =>
    wrappers.flatMap((wrapper) => foundIn(wrapper, isController, modules) ?? [])
  return [...look(discovery.getProviders(), false), ...look(discovery.getControllers(), true)]
}

function foundIn(
  wrapper: Wrapper,
  isController: boolean,
  modules: ModuleRef,
): FoundClass | undefined {
  const type = classOf(wrapper)
  if (!type) return undefined
  // What the decorators have put there.
  const processor = metadataOf(PROCESSOR, type) as ProcessorMetadata | undefined
  const className = type.name
  const methods = new MetadataScanner()
    .getAllMethodNames(type.prototype as object)
    .flatMap((method): FoundMethod[] => {
      const decorated = readProperty(type.prototype, method)
      const options = metadataOf(TASK, decorated) as TaskOptions | undefined
      const cron = cronOf(decorated)
      if (!options && cron.length === 0) return []
      const call = callerOf(wrapper, method, modules)
      return [{ className, type, method, options: options ?? {}, cron, call }]
    })
  if (!processor && methods.length === 0) return undefined
  return { className, isController, client: processor?.client, methods }
}

/** Of what a provider is: its own class, or that of what its factory or a test has given. */
function classOf(wrapper: Wrapper): Newable | undefined {
  // Another name for a provider that is found by its own.
  if (wrapper.isAlias) return undefined
  const instance: unknown = wrapper.instance
  const type = readProperty(instance, 'constructor') ?? wrapper.metatype
  return typeof type === 'function' && typeof type.prototype === 'object'
    ? // A function with a prototype: `new` is never called here.
      (type as Newable)
    : undefined
}

type Newable = (abstract new () => object) & { readonly prototype: unknown }

/** A provider of a request's scope is made anew for each job, which is its request. */
function callerOf(wrapper: Wrapper, method: string, modules: ModuleRef): FoundMethod['call'] {
  const callOn = (instance: unknown, ctx: unknown, args: readonly unknown[]): unknown => {
    // That it is a method was seen at its prototype.
    const run = Reflect.get(instance as object, method) as (...all: unknown[]) => unknown
    return Reflect.apply(run, instance, [ctx, ...args])
  }
  if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) {
    return (ctx, args) => callOn(wrapper.instance, ctx, args)
  }
  return async (ctx, args) => {
    const contextId = ContextIdFactory.create()
    modules.registerRequestByContextId(ctx, contextId)
    const token = wrapper.token as Parameters<ModuleRef['resolve']>[0]
    const instance = await modules.resolve<unknown>(token, contextId, { strict: false })
    return callOn(instance, ctx, args)
  }
}
