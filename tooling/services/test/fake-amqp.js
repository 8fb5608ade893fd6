/**
 * @param {number} classId
 * @param {number} methodId
 * @param {Buffer} [body]
 */
export function methodFrame(classId, methodId, body = Buffer.alloc(0)) {
  const payload = Buffer.concat([Buffer.from([0, classId, 0, methodId]), body])
  const header = Buffer.alloc(7)
  header.writeUInt8(1)
  header.writeUInt32BE(payload.length, 3)
  return Buffer.concat([header, payload, Buffer.from([0xce])])
}

/**
 * A Connection.Start with one server property.
 * @param {string} version
 */
export function startFrame(version) {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(version.length)
  const property = Buffer.concat([Buffer.from('\x07versionS'), length, Buffer.from(version)])
  return methodFrame(10, 10, Buffer.concat([Buffer.from([0, 9]), property]))
}
