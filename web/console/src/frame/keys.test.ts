// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { keyFor, type Key, type KeyLayer } from './keys'

const key = (name: string): Key => ({ key: name, does: name, press: () => {} })
const room: KeyLayer = { title: 'room', keys: [key('j'), key(' '), key('?')] }
const frame: KeyLayer = { title: 'frame', keys: [key('mod+k'), key('?')] }

function typed(name: string, target: Element, ctrlKey = false) {
  return { key: name, ctrlKey, metaKey: false, altKey: false, target }
}

describe('the key that is meant', () => {
  it('is the page’s own before the frame’s', () => {
    expect(keyFor(typed('?', document.body), [frame, room])).toBe(room.keys[2])
  })

  it('is none while somebody types a text', () => {
    const field = document.createElement('textarea')

    expect(keyFor(typed('j', field), [frame, room])).toBeUndefined()
  })

  it('works in a text with Control', () => {
    const field = document.createElement('textarea')

    expect(keyFor(typed('k', field, true), [frame, room])).toBe(frame.keys[0])
  })

  it('leaves the space bar to the button that has the focus', () => {
    const button = document.createElement('button')

    expect(keyFor(typed(' ', button), [room])).toBeUndefined()
    expect(keyFor(typed('j', button), [room])).toBe(room.keys[0])
  })
})
