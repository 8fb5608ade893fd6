import { isUtf8 } from 'node:buffer'

import type { MessageExt } from '@arq/rocketmq'

import { printable } from './print.js'

/**
 * A message as programs read it. Part of the contract: keys are added, never renamed. A body that is text stands in
 * `body`, another one in `bodyBase64`.
 */
export function messageJson(message: MessageExt): Readonly<Record<string, unknown>> {
  const { body, bodyError } = message
  const isText = isUtf8(body) && bodyError === undefined
  return {
    topic: message.topic,
    msgId: message.msgId,
    offsetMsgId: message.offsetMsgId,
    brokerName: message.brokerName ?? null,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    storeTimestamp: new Date(message.storeTimestamp).toISOString(),
    bornTimestamp: new Date(message.bornTimestamp).toISOString(),
    bornHost: message.bornHost,
    tags: message.tags ?? null,
    keys: message.keys,
    properties: message.properties,
    reconsumeTimes: message.reconsumeTimes,
    ...(isText ? { body: body.toString() } : { bodyBase64: body.toString('base64') }),
    ...(bodyError === undefined ? {} : { bodyError: bodyError.code }),
  }
}

/** A message as people read it: one line. */
export function messageLine(message: MessageExt): string {
  const { storeTimestamp, brokerName = '?', queueId, queueOffset, msgId, tags, keys } = message
  const parts = [
    new Date(storeTimestamp).toISOString(),
    `${brokerName}/${queueId}@${queueOffset}`,
    msgId,
    ...(tags === undefined ? [] : [`tag=${tags}`]),
    ...(keys.length === 0 ? [] : [`keys=${keys.join(',')}`]),
    bodyText(message),
  ]
  return printable(parts.join(' '))
}

function bodyText({ body, bodyError }: MessageExt): string {
  if (bodyError !== undefined) return `<${body.length} bytes: ${bodyError.code}>`
  return isUtf8(body) ? body.toString() : `<${body.length} bytes> ${body.toString('base64')}`
}
