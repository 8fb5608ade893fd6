import { EncodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'

/** Properties of a message, as text → text. */
export type Properties = Readonly<Record<string, string>>

/** Brokers store the length in 16 bits. They add 100–250 bytes of their own, so stay below. */
export const MAX_PROPERTIES_BYTES = 32_767

const NAME_END = '\u0001'
const VALUE_END = '\u0002'

/**
 * Properties as one text: name, 0x01, value, 0x02, and so on. Empty values are left out: readers skip them anyway.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`messageProperties2String`).
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` when a name is empty, or a name or value contains 0x01 or 0x02:
 * it would be read as another property
 */
export function encodeProperties(properties: Properties): string {
  let text = ''
  for (const name in properties) text = appendProperty(text, name, properties[name])
  return text
}

/** Appends one property to encoded ones; an absent or empty value appends nothing. */
export function appendProperty(text: string, name: string, value: string | undefined): string {
  if (value === undefined || value === '') return text
  if (name === '') throw new EncodeError(texts.aProperty(), texts.nameIsEmpty())
  if (hasSeparator(name) || hasSeparator(value)) {
    throw new EncodeError(
      texts.theProperty({ name: JSON.stringify(name) }),
      hasSeparator(name) ? texts.nameHasSeparator() : texts.valueHasSeparator(),
    )
  }
  return text + name + NAME_END + value + VALUE_END
}

/** Whether a text contains one of the two characters that separate properties. */
export function hasSeparator(text: string): boolean {
  return text.includes(NAME_END) || text.includes(VALUE_END)
}

/**
 * Hands out each property of an encoded text. Like RocketMQ's own reader it skips entries without a name or without a
 * value.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`string2messageProperties`).
 */
export function eachProperty(text: string, visit: (name: string, value: string) => void): void {
  for (let at = 0; at < text.length;) {
    const found = text.indexOf(VALUE_END, at)
    const end = found === -1 ? text.length : found
    const nameEnd = text.indexOf(NAME_END, at)
    if (nameEnd > at && nameEnd + 1 < end) {
      visit(text.slice(at, nameEnd), text.slice(nameEnd + 1, end))
    }
    at = end + 1
  }
}

/** Reads the text of properties. The result has no prototype, so any name is a name. */
export function decodeProperties(text: string): Record<string, string> {
  const properties = emptyProperties()
  eachProperty(text, (name, value) => {
    properties[name] = value
  })
  return properties
}

/** Properties to be filled; without a prototype that has any, so any name is a name. */
export function emptyProperties(): Record<string, string> {
  return new PropertyBag()
}

/** Objects of a class are smaller and faster in V8 than those of `Object.create(null)`; messages have two each. */
class PropertyBag {
  [name: string]: string

  static {
    Object.setPrototypeOf(this.prototype, null)
    Reflect.deleteProperty(this.prototype, 'constructor')
  }
}
