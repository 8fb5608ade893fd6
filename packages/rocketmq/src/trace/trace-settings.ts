import * as v from 'valibot'

import { topicNameProblem } from '../protocol/resource-name.js'
import { mustBe, said } from '../rules/must-be.js'
import { countSchema, millisecondsSchema, textSchema } from '../settings/settings.js'
import { texts } from '../texts/texts.js'

const topicSchema = v.pipe(
  textSchema,
  v.check(
    (topic) => topicNameProblem(topic) === undefined,
    (issue) => said(topicNameProblem(issue.input) ?? texts.textEmpty())(issue),
  ),
)

/** How traces of messages are gathered and sent. */
export const traceSchema = v.strictObject({
  topic: v.pipe(
    v.optional(topicSchema),
    v.description(
      'Where traces go. Default: RMQ_SYS_TRACE_TOPIC, or with channel "cloud" rmq_sys_TRACE_DATA_<region>',
    ),
    v.metadata({ env: 'ROCKETMQ_TRACE_TOPIC', source: 'DefaultMQProducer.java traceTopic' }),
  ),
  channel: v.pipe(
    v.optional(v.picklist(['local', 'cloud'], mustBe.oneOf('local', 'cloud')), 'local'),
    v.description('"cloud": topic and records as Alibaba Cloud has them'),
    v.metadata({ source: 'AccessChannel.java' }),
  ),
  maxBatchRecords: v.pipe(
    v.optional(countSchema(1, 20), 20),
    v.description('Records in one message; it is sent as soon as there are so many'),
    v.metadata({ unit: 'records', source: 'AsyncTraceDispatcher.java batchNum' }),
  ),
  maxBatchBytes: v.pipe(
    v.optional(countSchema(1024, 128_000), 128_000),
    v.description('Bytes of records in one message'),
    v.metadata({ unit: 'bytes', source: 'AsyncTraceDispatcher.java maxMsgSize' }),
  ),
  maxPendingRecords: v.pipe(
    v.optional(countSchema(20), 2048),
    v.description('Records that may wait; further ones are dropped and counted'),
    v.metadata({ unit: 'records', source: 'AsyncTraceDispatcher.java queueSize' }),
  ),
  flushIntervalMs: v.pipe(
    v.optional(millisecondsSchema(10), 5000),
    v.description('A record waits no longer than this for others to travel with'),
    v.metadata({ unit: 'ms', source: 'AsyncTraceDispatcher.java pollingTimeMil' }),
  ),
  closeTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(0), 3000),
    v.description('At the end, what could not be sent in this time is dropped'),
    v.metadata({ unit: 'ms' }),
  ),
})

/** How traces of messages are gathered and sent; every part has a default. */
export type TraceSettings = v.InferInput<typeof traceSchema>

/** What the code reads: complete and frozen. */
export type ResolvedTraceSettings = Readonly<v.InferOutput<typeof traceSchema>>
