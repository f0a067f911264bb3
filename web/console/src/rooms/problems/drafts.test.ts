import { describe, expect, it } from 'vitest'
import { corrections, draftOf, isChanged, proposed } from './drafts'
import type { Problem } from './pool'

const problem = {
  case_id: 'a',
  description: '垃圾堆积',
  place: { address: '站前街 1 号', longitude: 123.9, latitude: 41.8 },
  category_code: null,
  organisation_id: null,
  judgement: {
    category: { code: '06010', confidence: 0.8 },
    organisation: { organisation_id: 'o1', confidence: 0.9 },
  },
} as unknown as Problem

describe('corrections', () => {
  it('say nothing where nothing was changed', () => {
    expect(corrections(proposed(problem), problem)).toEqual({ note: '' })
  })

  it('name only what differs', () => {
    const draft = { ...proposed(problem), category: '06011', note: ' 请尽快 ' }

    expect(corrections(draft, problem)).toEqual({ category_code: '06011', note: '请尽快' })
  })

  it('give the place as a whole', () => {
    const draft = { ...proposed(problem), address: '站前街 2 号' }

    expect(corrections(draft, problem).place).toEqual({
      address: '站前街 2 号',
      longitude: 123.9,
      latitude: 41.8,
    })
  })
})

describe('a draft', () => {
  it('is kept while other problems are looked at', () => {
    draftOf(problem).note = '先看别的'

    expect(draftOf(problem).note).toBe('先看别的')
    expect(isChanged(draftOf(problem), problem)).toBe(true)
  })
})
