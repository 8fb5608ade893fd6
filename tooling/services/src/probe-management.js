import { askManagement } from './ask-management.js'

/**
 * Whether RabbitMQ's management API answers and lets us in.
 * @param {string} url with user and password
 * @returns {Promise<boolean>}
 */
export async function probeManagement(url) {
  return (await askManagement(url, '/api/overview')) !== undefined
}
