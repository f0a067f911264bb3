import { expect, test } from 'vitest'
import { fromMeanings, meaningsOf, readSample } from './meanings'

test('records are read as a list, as one, or as a platform sends them', () => {
  expect(readSample('[{"a": 1}]')).toEqual([{ a: 1 }])
  expect(readSample('{"a": 1}')).toEqual([{ a: 1 }])
  expect(readSample('{"records": [{"a": 1}]}')).toEqual([{ a: 1 }])
  expect(readSample('[1]')).toBeNull()
  expect(readSample('[]')).toBeNull()
  expect(readSample('not JSON')).toBeNull()
})

test('meanings are kept as the service wants them, without the own id', () => {
  const meanings = meaningsOf({
    taskNo: { field: 'source_id' },
    lng: { field: 'longitude' },
    type: { field: 'category', scheme: 'GB/T 30428.2' },
  })

  expect(fromMeanings(meanings, 'taskNo')).toEqual({
    lng: { field: 'longitude', system: 'wgs84', scheme: null },
    type: { field: 'category', system: null, scheme: 'GB/T 30428.2' },
  })
})
