"""Runs a program that uses rabbitmq-arq as on a broker whose delayed-message plugin it had looked for in vain.

The look itself costs it the connection where the plugin is not installed, and it does not recover.
"""

import runpy
import sys

from rabbitmq_arq import RabbitMQClient, Worker


async def declare(channel, queue):
    arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": queue}
    await channel.declare_queue(f"delay.{queue}", durable=True, arguments=arguments)


async def client_looks(self, queue_name):
    if queue_name in self._delay_mechanisms:
        return
    await declare(self.channel, queue_name)
    self._delay_mechanisms[queue_name] = {
        "use_delayed_exchange": False,
        "delayed_exchange_name": f"delayed.{queue_name}",
        "delay_queue_name": f"delay.{queue_name}",
        "detected": True,
    }


async def worker_looks(self):
    await declare(self.channel, self.rabbitmq_queue)
    self._use_delayed_exchange = False
    self._delay_mechanism_detected = True


RabbitMQClient._detect_delay_mechanism_for_queue = client_looks
Worker._setup_delay_mechanism = worker_looks
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
runpy.run_path(sys.argv[0], run_name="__main__")
