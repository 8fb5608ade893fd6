import type { Text } from '@arq/core'

/** What a project can come from. */
export const SOURCES = ['arq', 'rabbitmq-arq', 'bullmq', 'amqplib'] as const
export type Source = (typeof SOURCES)[number]

/** `replace`: arq has it. `look`: a person must decide. `none`: arq has nothing of the kind. */
export type FindingKind = 'replace' | 'look' | 'none'

/** One place that has to change. */
export interface Finding {
  readonly source: Source
  /** From 1. */
  readonly line: number
  readonly kind: FindingKind
  /** What stands there: a name, with the queue's where it is written out. */
  readonly found: string
  readonly advice: Text
}

/** What was read of one file. */
export interface FileReading {
  readonly findings: readonly Finding[]
  /** Why the file could not be read to its end; absent: it was. */
  readonly unread?: { readonly line: number; readonly why: Text } | undefined
}

/** What a name of the source becomes. */
export interface Rule {
  readonly kind: FindingKind
  readonly advice: Text
}

export const replace = (advice: Text): Rule => ({ kind: 'replace', advice })
export const look = (advice: Text): Rule => ({ kind: 'look', advice })
export const none = (advice: Text): Rule => ({ kind: 'none', advice })
