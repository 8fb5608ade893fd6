import { DecodeError } from '../../errors/errors.js'
import { parseJson } from '../json-dialect.js'
import { JsonFields } from '../json-fields.js'
import type { JsonValue } from '../json-value.js'

/**
 * A body that is a list of objects; an absent body is an empty list.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readListBody(body: Uint8Array, subject: string): readonly JsonFields[] {
  if (body.length === 0) return []
  const list = parseJson(body, { subject })
  if (!isList(list)) throw new DecodeError(subject, 'it is no list')
  return list.map((item) => new JsonFields(item, subject))
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
