"""`rabbitmq_arq_producer.py <queue> <name>...`"""

import asyncio
import os
import sys

from rabbitmq_arq import RabbitMQClient, RabbitMQSettings


async def main():
    queue, *people = sys.argv[1:]
    settings = RabbitMQSettings(rabbitmq_url=os.environ["RABBITMQ_URL"])
    client = RabbitMQClient(settings, result_store_url=os.environ["REDIS_URL"])
    for to in people:
        # Step 2 changes the queue, and nothing else.
        await client.enqueue_job("welcome", to, queue_name=queue, subject="Hello")
    await client.enqueue_job("invoice", "later", 7, queue_name="default", _defer_by=5)
    await client.close()


asyncio.run(main())
