"""`arq_producer.py <name>...`"""

import asyncio
import os
import sys

from arq import create_pool
from arq.connections import RedisSettings


async def main():
    pool = await create_pool(RedisSettings.from_dsn(os.environ["REDIS_URL"]))
    for to in sys.argv[1:]:
        await pool.enqueue_job("welcome", to, subject="Hello")
    await pool.enqueue_job("welcome", "later", "Hello", _defer_by=2)
    await pool.aclose()


asyncio.run(main())
