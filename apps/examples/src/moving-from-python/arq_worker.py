import os

from arq import cron
from arq.connections import RedisSettings
from arq.worker import run_worker
from old_tasks import digest, welcome


class WorkerSettings:
    functions = [welcome]
    cron_jobs = [cron(digest, second=set(range(60)))]
    redis_settings = RedisSettings.from_dsn(os.environ["REDIS_URL"])


if __name__ == "__main__":
    run_worker(WorkerSettings)
