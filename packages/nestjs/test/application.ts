import {
  type INestApplicationContext,
  type LoggerService,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

const open: { close(): Promise<unknown> }[] = []

/** Closed by {@link closeApplications}. */
export function willClose<T extends { close(): Promise<unknown> }>(one: T): T {
  open.push(one)
  return one
}

/** For `afterEach`. */
export async function closeApplications(): Promise<void> {
  for (const each of open.splice(0).toReversed()) await each.close()
}

/** A root module. */
export function moduleOf(metadata: ModuleMetadata): Type {
  class RootModule {}
  Module(metadata)(RootModule)
  return RootModule
}

/** Starts an application without a web server; rejects where an application ends its process. */
export async function startApplication(
  metadata: ModuleMetadata,
  logger: LoggerService | false = false,
): Promise<INestApplicationContext> {
  const options = { logger, abortOnError: false }
  return willClose(await NestFactory.createApplicationContext(moduleOf(metadata), options))
}
