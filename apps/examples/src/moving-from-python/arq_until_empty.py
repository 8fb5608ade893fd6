import asyncio
import os

from arq import create_pool
from arq.connections import RedisSettings


async def main():
    pool = await create_pool(RedisSettings.from_dsn(os.environ["REDIS_URL"]))
    # What is delayed, or runs, is there, too. So is the next tick of a cron job.
    while any(not name.startswith(b"cron:") for name in await pool.zrange("arq:queue", 0, -1)):
        await asyncio.sleep(0.5)
    await pool.aclose()


asyncio.run(main())
