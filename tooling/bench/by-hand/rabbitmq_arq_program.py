"""The Python library rabbitmq-arq: `rabbitmq_arq_program.py enqueue|work <jobs> <warm-up>`."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Callable

from bench_job import StallWatch, argument_of, cpu_seconds, expect_each_once, sequence_of, tell
from rabbitmq_arq import RabbitMQClient, RabbitMQSettings, Worker, WorkerSettings

QUEUE = "rabbitmq-arq-bench"
PREFETCH = 1000
CONCURRENCY = 100
IN_FLIGHT = 100
POLL_SECONDS = 0.01

CONNECTION = RabbitMQSettings(
    rabbitmq_url=os.environ["BENCH_RABBITMQ_URL"], prefetch_count=PREFETCH
)

# What its look for the delayed-message plugin comes to where that is not installed: the look itself
# costs it the connection, and it does not recover.
WITHOUT_PLUGIN = {
    "use_delayed_exchange": False,
    "delayed_exchange_name": f"delayed.{QUEUE}",
    "delay_queue_name": f"delay.{QUEUE}",
    "detected": True,
}

done: list[int] = []


async def bench_task(_context: object, argument: str) -> int:
    done.append(sequence_of(argument))
    return done[-1]


async def enqueue(jobs: int, warm_up: int) -> None:
    client = RabbitMQClient(CONNECTION, result_store_url=os.environ["BENCH_REDIS_URL"])
    await client.connect()
    client._delay_mechanisms[QUEUE] = WITHOUT_PLUGIN

    async def send(first: int, count: int) -> None:
        numbers = iter(range(first, first + count))

        async def one_after_another() -> None:
            for sequence in numbers:
                await client.enqueue_job("bench_task", argument_of(sequence), queue_name=QUEUE)

        await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))

    await client.enqueue_job("bench_task", argument_of(0), queue_name=QUEUE)
    await send(1, warm_up - 1)
    started_at, cpu = time.perf_counter(), cpu_seconds()
    await send(warm_up, jobs)
    tell(jobs, time.perf_counter() - started_at, cpu_seconds() - cpu)
    await client.close()


async def work(jobs: int, warm_up: int) -> None:
    settings = WorkerSettings(
        rabbitmq_settings=CONNECTION,
        functions=[bench_task],
        queue_name=QUEUE,
        max_concurrent_jobs=CONCURRENCY,
        job_result_store_url=os.environ["BENCH_REDIS_URL"],
        log_level="ERROR",
    )
    worker = Worker(settings)
    logging.disable(logging.WARNING)
    worker._delay_mechanism_detected = True
    worker._use_delayed_exchange = False
    watching = asyncio.create_task(watch(worker, jobs, warm_up))
    await worker.main()
    await watching


async def watch(worker: Worker, jobs: int, warm_up: int) -> None:
    """Measures from the warm-up until the last result is stored, then ends the worker."""
    stall = StallWatch()

    async def until(is_reached: Callable[[], bool]) -> float:
        while not is_reached():
            stall.look(len(done))
            await asyncio.sleep(POLL_SECONDS)
        return time.perf_counter()

    try:
        started_at = await until(lambda: len(done) >= warm_up)
        cpu = cpu_seconds()
        # Those that were done until then, whatever the time between two looks.
        measured = warm_up + jobs - len(done)
        # A job is in `tasks` until its result is stored.
        ended_at = await until(lambda: len(done) >= warm_up + jobs and not worker.tasks)
        used = cpu_seconds() - cpu
    finally:
        worker.shutdown_event.set()
    expect_each_once(done, warm_up + jobs)
    tell(measured, ended_at - started_at, used)


if __name__ == "__main__":
    asyncio.run({"enqueue": enqueue, "work": work}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
