"""A department's own system, in Python: takes its orders, keeps them, and confirms them.

DEPARTMENT_URL=amqp://department.XF:password@broker.example/departments python department.py

Keep first, confirm then, acknowledge last: stopped at any moment it loses nothing. What comes
twice, or late, changes nothing.
"""

import json
import os
import time
from pathlib import Path

import pika
from pika.adapters.blocking_connection import BlockingChannel

PARAMETERS = pika.URLParameters(os.environ["DEPARTMENT_URL"])
NAME = PARAMETERS.credentials.username
FOLDER = Path(os.environ.get("DEPARTMENT_FOLDER", "orders"))


def keep(order: dict) -> None:
    """The case as it stands, in a file of its own, unless a later order is there already."""
    file = FOLDER / f"{order['subject']}.json"
    if file.exists() and int(json.loads(file.read_text())["sequence"]) >= int(order["sequence"]):
        return
    fresh = file.with_suffix(".new")
    with fresh.open("w") as writing:
        json.dump(order, writing, ensure_ascii=False)
        writing.flush()
        os.fsync(writing.fileno())
    fresh.replace(file)


def confirm(channel: BlockingChannel, order_id: str) -> None:
    """Tell the city that the order is kept; returns once the broker has the receipt."""
    properties = pika.BasicProperties(
        content_type="application/json", delivery_mode=2, user_id=NAME
    )
    receipt = json.dumps({"order_ids": [order_id]})
    channel.basic_publish("receipts", NAME, receipt, properties, mandatory=True)


def work(connection: pika.BlockingConnection) -> None:
    """Take orders until the connection ends."""
    channel = connection.channel()
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=20)
    for method, _, body in channel.consume(NAME):
        order = json.loads(body)
        keep(order)
        confirm(channel, order["id"])
        channel.basic_ack(method.delivery_tag)
        print(order["data"]["number"], order["data"]["change"], flush=True)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    while True:
        try:
            with pika.BlockingConnection(PARAMETERS) as opened:
                work(opened)
        except pika.exceptions.AMQPConnectionError as error:
            print(f"no connection ({type(error).__name__}), trying again", flush=True)
            time.sleep(5)
