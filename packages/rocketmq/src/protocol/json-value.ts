/**
 * What the JSON of RocketMQ's bodies can hold. More than JSON: integers beyond 2^53−1 are `bigint`, and Java writes
 * maps whose keys are objects, which are {@link JsonMap} here.
 */
export type JsonValue =
  null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject | JsonMap

/** An object with text keys; integer keys without quotes became text. It has no prototype. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}

/** A map whose keys are objects: `{{"topic":"t","queueId":0}:12}`. In the order of the text. */
export type JsonMap = ReadonlyMap<JsonValue, JsonValue>

/** Whether a value is an object with text keys. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)
  )
}
