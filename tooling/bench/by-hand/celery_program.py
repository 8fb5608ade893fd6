"""Celery with its defaults, but for acks: `celery_program.py enqueue|work <jobs> <warm-up>`."""

import json
import os
import signal
import sys
import threading
import time

from bench_job import StallWatch, argument_of, cpu_seconds, expect_each_once, sequence_of, tell
from celery import Celery
from celery.worker import state
from redis import Redis

POLL_SECONDS = 0.01
QUEUE = "celery-bench"
PREFETCH = 1000
READ_AT_ONCE = 1000

app = Celery("bench", broker=os.environ["BENCH_RABBITMQ_URL"], backend=os.environ["BENCH_REDIS_URL"])
app.conf.update(
    task_default_queue=QUEUE,
    # A quorum queue, as the others have one; Celery then sets the prefetch per consumer.
    task_default_queue_type="quorum",
    worker_detect_quorum_queues=True,
    broker_transport_options={"confirm_publish": True},
    # Acknowledged after the run, as the others do it: a killed worker loses nothing.
    task_acks_late=True,
    # What this program tells is for the one that started it, not for Celery's log.
    worker_redirect_stdouts=False,
    worker_prefetch_multiplier=PREFETCH // (os.cpu_count() or 1),
)


@app.task(name="bench_task")
def bench_task(argument: str) -> int:
    return sequence_of(argument)


def enqueue(jobs: int, warm_up: int) -> None:
    """Celery waits for each confirm before it sends the next; it has no batches."""
    started_at, cpu = 0.0, 0.0
    with app.producer_pool.acquire(block=True) as producer:
        for sequence in range(warm_up + jobs):
            if sequence == warm_up:
                started_at, cpu = time.perf_counter(), cpu_seconds()
            bench_task.apply_async(
                (argument_of(sequence),), task_id=str(sequence), producer=producer
            )
    tell(jobs, time.perf_counter() - started_at, cpu_seconds() - cpu)


def watch(jobs: int, warm_up: int) -> None:
    """Measures from the warm-up to the last result, then looks at every result."""
    redis = Redis.from_url(os.environ["BENCH_REDIS_URL"])
    stall = StallWatch()

    def wait_for(count: int) -> float:
        while (there := redis.dbsize()) < count:
            stall.look(there)
            time.sleep(POLL_SECONDS)
        return time.perf_counter()

    total = warm_up + jobs
    first = redis.dbsize()
    started_at = wait_for(first + warm_up)
    cpu = cpu_seconds()
    # Those that were done until then, whatever the time between two looks.
    measured = first + total - redis.dbsize()
    ended_at = wait_for(first + total)
    used = cpu_seconds() - cpu
    expect_each_once(read_results(redis, total), total)
    ran = sum(state.total_count.values())
    if ran != total:
        sys.exit(f"{ran} tasks ran, not {total}")
    tell(measured, ended_at - started_at, used)


def read_results(redis: Redis, total: int) -> list[int]:
    """What the tasks returned, by Celery's own keys: its own reading is a call for each."""
    results: list[int] = []
    for first in range(0, total, READ_AT_ONCE):
        numbers = range(first, min(first + READ_AT_ONCE, total))
        keys = [app.backend.get_key_for_task(str(sequence)) for sequence in numbers]
        kept = [json.loads(text) for text in redis.mget(keys) if text is not None]
        results += [meta["result"] for meta in kept if isinstance(meta["result"], int)]
    return results


def work(jobs: int, warm_up: int) -> None:
    failure: list[object] = []

    def watch_and_stop() -> None:
        try:
            watch(jobs, warm_up)
        except (Exception, SystemExit) as error:
            failure.append(error)
        finally:
            # The worker ends its pool, then itself.
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch_and_stop, daemon=True).start()
    try:
        app.worker_main(["worker", "--loglevel=ERROR", "--without-gossip", "--without-mingle"])
    finally:
        if failure:
            sys.exit(str(failure[0]))


if __name__ == "__main__":
    {"enqueue": enqueue, "work": work}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
