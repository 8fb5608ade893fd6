import os

from old_tasks import invoice, welcome
from rabbitmq_arq import RabbitMQSettings, Worker, WorkerSettings

Worker.run(
    WorkerSettings(
        rabbitmq_settings=RabbitMQSettings(rabbitmq_url=os.environ["RABBITMQ_URL"]),
        functions=[welcome, invoice],
        queue_name="default",
        job_result_store_url=os.environ["REDIS_URL"],
    )
)
