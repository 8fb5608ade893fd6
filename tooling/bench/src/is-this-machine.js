const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** @param {string} hostname as `URL` gives it */
export function isThisMachine(hostname) {
  return LOOPBACK.includes(hostname)
}
