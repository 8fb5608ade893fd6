import type { RemotingResponse } from '../remoting/command.js'
import { parseJson } from './json-dialect.js'
import { JsonFields } from './json-fields.js'

/**
 * The body of an answer, whose fields are read by name.
 *
 * @param subject what it is, for errors: `the figures of lite topics`
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` where it is no JSON, or no object
 */
export function jsonBody(response: RemotingResponse, subject: string): JsonFields {
  return new JsonFields(parseJson(response.body, { subject }), subject)
}
