import { createAdmin } from '@arq/rocketmq'

const AT_ONCE = 8

/** Deletes what a test made at a shared broker: all topics and groups whose names begin so. */
export async function deleteTopics(nameServers: string, prefix: string): Promise<void> {
  await using admin = createAdmin({ nameServers })
  const topics = (await admin.topics.list()).map(({ topic }) => topic)
  const groups = (await admin.groups.list()).map(({ group }) => group)
  const work = [
    ...groups
      .filter((group) => group.startsWith(prefix))
      .map((group) => () => admin.groups.delete(group)),
    ...topics
      .filter((topic) => topic.startsWith(prefix))
      .map((topic) => () => admin.topics.delete(topic)),
  ]
  const next = async (): Promise<void> => {
    for (let one = work.shift(); one; one = work.shift()) await one().catch(() => undefined)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}
