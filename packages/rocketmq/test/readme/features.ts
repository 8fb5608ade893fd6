/**
 * The tests that show each row of the README's feature table, against real brokers unless a file says otherwise: paths
 * below `test`, and for the command below the test folder of `@arq/rocketmq-cli`.
 */
export const FEATURE_TESTS: Readonly<Record<string, readonly string[]>> = {
  '4.9 brokers / 5.x brokers without a proxy': [
    'integration/oldest-version.integration.test.ts',
    'cluster/versions.cluster.test.ts',
  ],
  'JSON and binary headers': [
    'integration/tls-and-acl.integration.test.ts',
    'integration/name-servers-and-brokers.integration.test.ts',
    'cluster/versions.cluster.test.ts',
  ],
  types: ['readme/programs.ts'],
  'send, one-way': ['integration/producer.integration.test.ts'],
  'chosen queue, selector, sharding key as in Java': ['integration/producer.integration.test.ts'],
  'retry at another broker, latency avoidance': [
    'cluster/producer-faults.cluster.test.ts',
    'cluster/faults.cluster.test.ts',
  ],
  'batches, with a splitter; automatic batches': [
    'integration/producer.integration.test.ts',
    'integration/automatic-batches.integration.test.ts',
  ],
  compression: [
    'integration/producer.integration.test.ts',
    'integration/compressed-bodies.integration.test.ts',
  ],
  'delay levels': ['integration/producer.integration.test.ts'],
  'timers (any moment), recall': ['integration/producer.integration.test.ts'],
  'transactions with check-back': [
    'integration/transaction.integration.test.ts',
    'cluster/transaction-faults.cluster.test.ts',
  ],
  'request and reply, both sides': ['integration/request-reply.integration.test.ts'],
  traces: ['integration/trace.integration.test.ts'],
  'ACL 1.0 and 2.0 / TLS with own CA and certificates': [
    'integration/tls-and-acl.integration.test.ts',
    'cluster/versions.cluster.test.ts',
    'remoting/tls.test.ts',
  ],
  'namespaces, static topics, unit mode': [
    'integration/consumer.integration.test.ts',
    'integration/admin.integration.test.ts',
    'cluster/static-topics.cluster.test.ts',
  ],
  'bounded memory, `AbortSignal`, typed errors, stats': [
    'integration/producer.integration.test.ts',
    'integration/consumer.integration.test.ts',
    'integration/simple-consumer.integration.test.ts',
    'integration/statistics.integration.test.ts',
  ],
  'push consumer: concurrent, orderly, broadcasting': [
    'integration/consumer.integration.test.ts',
    'integration/orderly-consumer.integration.test.ts',
    'integration/broadcasting.integration.test.ts',
  ],
  'groups shared with Java: its strategies, retry, DLQ': [
    'cluster/allocation.cluster.test.ts',
    'integration/consumer.integration.test.ts',
    'integration/listener.integration.test.ts',
  ],
  'pull consumer: assign, seek, commit, `for await`': [
    'integration/pull-consumer.integration.test.ts',
  ],
  'simple consumer: receive, ack, invisible time (pop)': [
    'integration/simple-consumer.integration.test.ts',
  ],
  'the broker divides the queues; a group set to pop': [
    'integration/broker-assignment.integration.test.ts',
    'cluster/broker-assignment.cluster.test.ts',
  ],
  'priorities (5.4), lite topics (5.5)': ['integration/lite-and-priority.integration.test.ts'],
  'batch ack, FIFO, invisible time renewed by itself': [
    'integration/simple-consumer.integration.test.ts',
    'integration/broker-assignment.integration.test.ts',
  ],
  'tags / SQL92': ['integration/consumer.integration.test.ts'],
  'batches of messages, back-pressure by count, bytes': [
    'integration/consumer.integration.test.ts',
    'integration/listener.integration.test.ts',
  ],
  'pull loops that watch themselves': [
    'integration/consumer.integration.test.ts',
    'cluster/consumer-faults.cluster.test.ts',
  ],
  'administration, as `mqadmin`; a command': [
    'integration/new-topics.integration.test.ts',
    'integration/admin.integration.test.ts',
    'cluster/admin-versions.cluster.test.ts',
    '../../../apps/rocketmq-cli/test/integration/verbs.integration.test.ts',
    '../../../apps/rocketmq-cli/test/integration/commands.integration.test.ts',
  ],
}
