import { expect, test } from 'vitest'
import { useTrying } from './trying'

const REFUSED = new Error('refused')

test('one is busy while a step is taken, and no longer', async () => {
  const { isBusy, trying } = useTrying()

  const over = trying(() => Promise.resolve())
  expect(isBusy.value).toBe(true)
  await over

  expect(isBusy.value).toBe(false)
})

test('what a step threw is kept until the next begins', async () => {
  const { isBusy, problem, trying } = useTrying()

  await trying(() => Promise.reject(REFUSED))

  expect(problem.value).toBe(REFUSED)
  expect(isBusy.value).toBe(false)

  await trying(() => Promise.resolve())

  expect(problem.value).toBeNull()
})

test('a step within a step ends with its own problem, and the other goes on', async () => {
  const { isBusy, problem, trying } = useTrying()

  await trying(async () => {
    await trying(() => Promise.reject(REFUSED))
    expect(isBusy.value).toBe(true)
  })

  expect(problem.value).toBe(REFUSED)
  expect(isBusy.value).toBe(false)
})
