/** The name server that the team's tests share. Its absence is a failure, not a skip. */
export function sharedNameServer(): string {
  const address = process.env['ARQ_TEST_ROCKETMQ_NAMESERVER']
  if (address === undefined || address === '') {
    throw new Error(
      'ARQ_TEST_ROCKETMQ_NAMESERVER is not set. Start a RocketMQ: npm run services -- start rocketmq',
    )
  }
  return address
}

/** A topic or group name that no other test has. */
export const uniqueName = (prefix: string): string =>
  `${prefix}-${Math.random().toString(36).slice(2, 10)}`
