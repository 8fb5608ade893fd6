/**
 * The same bytes in memory of their own, where they are the smaller part of the memory they stand in. A view on an
 * answer of a broker keeps the whole answer: a message that somebody holds on to would cost as much as all that came
 * with it. Short ones share Node's pool, as every short Buffer does.
 */
export function ownBytes(view: Buffer): Buffer {
  if (view.length * 2 >= view.buffer.byteLength) return view
  const own = Buffer.allocUnsafe(view.length)
  view.copy(own)
  return own
}
