import { expect, test } from 'vitest'
import { Pages, SIZE } from './pages'

/** A list of so many numbers, read by the place where a page begins. */
function counted(total: number) {
  const asked: (string | null)[] = []
  const pages = new Pages<number>(async (after) => {
    asked.push(after)
    const from = Number(after ?? 0)
    const items = Array.from({ length: Math.min(SIZE, total - from) }, (_, at) => from + at)
    return { items, next: from + SIZE < total ? String(from + SIZE) : null }
  })
  return { pages, asked }
}

test('only what is looked at is read, and a little ahead', async () => {
  const { pages, asked } = counted(SIZE * 10)
  await pages.show(0, 20)

  expect(asked).toEqual([null])
  expect(pages.at(20)).toBe(20)

  await pages.show(SIZE - 30, SIZE - 10)

  expect(asked).toEqual([null, String(SIZE)])
  expect(pages.isWhole).toBe(false)
})

test('the end is known once it was seen', async () => {
  const { pages } = counted(SIZE + 3)
  await pages.show(0, SIZE - 1)

  expect(pages.length).toBe(SIZE + 3)
  expect(pages.at(SIZE + 2)).toBe(SIZE + 2)
  expect(pages.at(SIZE + 3)).toBeUndefined()
})

test('far pages are forgotten, and read again from where they began', async () => {
  const { pages, asked } = counted(SIZE * 20)
  for (let page = 0; page < 12; page += 1) await pages.show(page * SIZE, page * SIZE + 40)

  expect(pages.at(0)).toBeUndefined()
  expect([...pages.here()].length).toBeLessThan(SIZE * 11)

  await pages.show(SIZE, SIZE + 20)

  expect(asked.at(-1)).toBe(String(SIZE))
  expect(pages.at(SIZE)).toBe(SIZE)
})

test('a page that could not be read is tried again', async () => {
  let away = true
  const pages = new Pages<number>(async () => {
    if (away) throw new Error('away')
    return { items: [7], next: null }
  })
  await pages.show(0, 10)
  expect(pages.error.value).toBeInstanceOf(Error)

  away = false
  await pages.show(0, 10)

  expect(pages.error.value).toBeNull()
  expect(pages.at(0)).toBe(7)
})

test('a row is put in its place, where it is here', async () => {
  const { pages } = counted(3)
  await pages.show(0, 2)
  pages.put(1, 100)
  pages.put(SIZE * 3, 5)

  expect([...pages.here()]).toEqual([
    [0, 0],
    [1, 100],
    [2, 2],
  ])
})
