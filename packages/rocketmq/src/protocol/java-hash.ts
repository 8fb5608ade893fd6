/**
 * `String.hashCode` of Java: s[0]·31^(n−1) + … + s[n−1] over UTF-16 units, wrapped to a signed 32-bit integer. The
 * same in every process and in every client, unlike hashes with a seed.
 *
 * Source: Java SE API, `java.lang.String.hashCode`.
 */
export function javaHashCode(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  }
  return hash
}
