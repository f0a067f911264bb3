// A department's own system, in Node: takes its orders, keeps them, and confirms them.
//
// DEPARTMENT_URL=amqp://department.XF:password@broker.example/departments node department.mjs
//
// Keep first, confirm then, acknowledge last: stopped at any moment it loses nothing. What comes
// twice, or late, changes nothing.

import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

const url = process.env.DEPARTMENT_URL;
const folder = process.env.DEPARTMENT_FOLDER ?? 'orders';
const name = decodeURIComponent(new URL(url).username);

/** The case as it stands, in a file of its own, unless a later order is there already. */
async function keep(order) {
  const file = join(folder, `${order.subject}.json`);
  const kept = await readFile(file, 'utf8').then(JSON.parse, () => null);
  if (kept && Number(kept.sequence) >= Number(order.sequence)) return;
  const writing = await open(`${file}.new`, 'w');
  await writing.writeFile(JSON.stringify(order));
  await writing.sync();
  await writing.close();
  await rename(`${file}.new`, file);
}

/** Tell the city that the order is kept; resolves once the broker has the receipt. */
async function confirm(channel, orderId) {
  const receipt = Buffer.from(JSON.stringify({ order_ids: [orderId] }));
  const properties = { contentType: 'application/json', persistent: true, userId: name };
  channel.publish('receipts', name, receipt, properties);
  await channel.waitForConfirms();
}

/** Take orders one after another until the connection ends. */
async function work(connection) {
  const channel = await connection.createConfirmChannel();
  await channel.prefetch(20);
  let turn = Promise.resolve();
  const ended = new Promise((resolve) => {
    connection.on('close', resolve);
    channel.on('error', (error) => console.log(error.message));
    channel.on('close', () => connection.close().catch(() => {}));
  });
  await channel.consume(name, (message) => {
    if (message === null) return void connection.close();
    turn = turn.then(async () => {
      const order = JSON.parse(message.content.toString());
      await keep(order);
      await confirm(channel, order.id);
      channel.ack(message);
      console.log(order.data.number, order.data.change);
    }).catch((error) => {
      console.log(error.message);
      return connection.close().catch(() => {});
    });
  });
  await ended;
}

await mkdir(folder, { recursive: true });
for (;;) {
  try {
    const connection = await amqp.connect(url);
    connection.on('error', (error) => console.log(error.message));
    await work(connection);
  } catch (error) {
    console.log(error.message);
  }
  console.log('no connection, trying again');
  await pause(5000);
}
