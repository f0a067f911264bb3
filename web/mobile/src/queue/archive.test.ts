import { expect, it } from 'vitest'
import { crc32, zip } from './archive'

it('reckons the check value of CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})

it('writes an archive whose directory points to every entry', async () => {
  const entries = [
    { name: 'report.json', bytes: new TextEncoder().encode('{}') },
    { name: '照片.jpg', bytes: new Uint8Array([1, 2, 3]) },
  ]
  const parts = zip(entries) as Uint8Array[]
  const whole = Buffer.concat(parts)
  const end = whole.length - 22
  const directory = whole.readUInt32LE(end + 16)

  expect(whole.readUInt32LE(end)).toBe(0x06054b50)
  expect(whole.readUInt16LE(end + 10)).toBe(2)
  const second = directory + 46 + 'report.json'.length
  const local = whole.readUInt32LE(second + 42)
  expect(whole.readUInt32LE(local)).toBe(0x04034b50)
  expect(whole.subarray(local + 30, local + 30 + 10).toString()).toBe('照片.jpg')
  expect([...whole.subarray(local + 40, local + 43)]).toEqual([1, 2, 3])
})
