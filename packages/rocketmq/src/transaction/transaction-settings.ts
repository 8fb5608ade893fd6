import * as v from 'valibot'

import { topicNameProblem } from '../protocol/resource-name.js'
import { said } from '../rules/must-be.js'
import {
  countOrInfinitySchema,
  countSchema,
  millisecondsSchema,
  textSchema,
} from '../settings/settings.js'
import { texts } from '../texts/texts.js'

const topicSchema = v.pipe(
  textSchema,
  v.check(
    (topic) => topicNameProblem(topic) === undefined,
    (issue) => said(topicNameProblem(issue.input) ?? texts.textEmpty())(issue),
  ),
)

/** What a transaction producer has beside the settings of a producer. */
export const transactionSchema = v.strictObject({
  topics: v.pipe(
    v.optional(v.array(topicSchema, 'must be a list of topics'), []),
    v.description(
      'Topics of this group’s transactions: their brokers are told of this producer at its start, so that it answers for transactions of its predecessor before it has sent any. Brokers that hold half messages are found without it',
    ),
  ),
  localTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 30_000),
    v.description('For one executeLocalTransaction; then its state is unknown'),
    v.metadata({ unit: 'ms' }),
  ),
  checkTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 10_000),
    v.description('For one checkLocalTransaction; then the broker is told unknown, and asks again'),
    v.metadata({ unit: 'ms' }),
  ),
  maxChecks: v.pipe(
    v.optional(countOrInfinitySchema(1), Infinity),
    v.description(
      'When checkLocalTransaction says unknown for so many questions about one transaction, it is rolled back. The broker has its own limit, 15 unless set otherwise (transactionCheckMax)',
    ),
    v.metadata({ unit: 'questions' }),
  ),
  maxConcurrentChecks: v.pipe(
    v.optional(countSchema(1), 4),
    v.description('checkLocalTransaction calls at a time'),
    v.metadata({
      unit: 'calls',
      source: 'TransactionMQProducer.java checkThreadPoolMaxSize; 1 in Java',
    }),
  ),
  maxPendingChecks: v.pipe(
    v.optional(countSchema(1), 2000),
    v.description(
      'Questions of brokers that may wait; those beyond are dropped, brokers ask again',
    ),
    v.metadata({ unit: 'questions', source: 'TransactionMQProducer.java checkRequestHoldMax' }),
  ),
})

/** What a transaction producer has beside the settings of a producer; every part has a default. */
export type TransactionSettings = v.InferInput<typeof transactionSchema>

/** What the code reads: complete and frozen. */
export type ResolvedTransactionSettings = Readonly<v.InferOutput<typeof transactionSchema>>
