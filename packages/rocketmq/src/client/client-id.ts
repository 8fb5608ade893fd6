import { networkInterfaces } from 'node:os'

export interface ClientIdParts {
  readonly ip: string
  readonly instanceName: string
  readonly unitName?: string | undefined
}

/**
 * The name by which brokers know a client. Two consumers of one group with the same name break rebalancing.
 * Source: ClientConfig.java buildMQClientId.
 */
export function clientId({ ip, instanceName, unitName }: ClientIdParts): string {
  return `${ip}@${instanceName}${unitName === undefined ? '' : `@${unitName}`}`
}

/** Unlike any other, also in this process. Source: ClientConfig.java changeInstanceNameToPID. */
export function uniqueInstanceName(): string {
  return `${process.pid}#${process.hrtime.bigint()}`
}

/** This machine's first address that others can reach it by; the loopback one when it has no other. */
export function localIp(
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string {
  const addresses = Object.values(interfaces).flatMap((list) => list ?? [])
  const outward = addresses.filter(({ internal }) => !internal)
  const best = outward.find(({ family }) => family === 'IPv4') ?? outward[0]
  return best?.address ?? '127.0.0.1'
}
