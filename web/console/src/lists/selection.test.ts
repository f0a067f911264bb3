import { describe, expect, it } from 'vitest'
import { choose, useSelection } from './selection'

const ids = ['a', 'b', 'c', 'd']

describe('choosing', () => {
  it('takes one and lets it go again', () => {
    const once = choose(new Set(), ids, 'b', null)

    expect([...once]).toEqual(['b'])
    expect([...choose(once, ids, 'b', null)]).toEqual([])
  })

  it('takes a range in either direction', () => {
    expect([...choose(new Set(['d']), ids, 'b', 'd')].sort()).toEqual(['b', 'c', 'd'])
  })

  it('forgets what has left the list', () => {
    let listed = ids
    const selection = useSelection(() => listed)
    selection.all()
    selection.toggle('a')
    listed = ['c']

    // The list isn't reactive here, so choosing again makes it look.
    selection.toggle('c')
    expect([...selection.chosen.value]).toEqual([])
  })
})
