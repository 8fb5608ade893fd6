import { MongoClient } from 'mongodb'

/** @typedef {Pick<import('../contract.d.ts').Place, 'mongodbUrl' | 'keyPrefix'>} DocumentsPlace */

/**
 * The prefix of the collection of a place.
 * @param {DocumentsPlace} place
 */
export const collectionPrefixOf = ({ keyPrefix }) => `${keyPrefix}-`

/**
 * How many jobs have a document; none where there is no MongoDB.
 * @param {DocumentsPlace} place
 * @returns {Promise<number>}
 */
export async function countDocuments(place) {
  return (await withJobs(place, (jobs) => jobs.countDocuments())) ?? 0
}

/** @param {DocumentsPlace} place */
export async function dropDocuments(place) {
  // Dropping what is not there succeeds.
  await withJobs(place, (jobs) => jobs.drop())
}

/**
 * @template T
 * @param {DocumentsPlace} place
 * @param {(jobs: import('mongodb').Collection) => Promise<T>} work
 * @returns {Promise<T | undefined>} nothing where no line needs a MongoDB
 */
async function withJobs(place, work) {
  if (place.mongodbUrl === undefined) return undefined
  const client = new MongoClient(place.mongodbUrl)
  try {
    // Where the store looks, too, when the URL names no database.
    const name = new URL(place.mongodbUrl).pathname.slice(1) || 'arq'
    return await work(client.db(name).collection(`${collectionPrefixOf(place)}jobs`))
  } finally {
    await client.close()
  }
}
