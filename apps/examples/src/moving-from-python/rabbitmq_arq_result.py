"""`rabbitmq_arq_result.py <job id>`"""

import asyncio
import os
import sys

from rabbitmq_arq import RabbitMQClient


async def main():
    client = RabbitMQClient(result_store_url=os.environ["REDIS_URL"])
    print("result", await client.get_job(sys.argv[1]).result(timeout=60), flush=True)
    await client.close()


asyncio.run(main())
