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
