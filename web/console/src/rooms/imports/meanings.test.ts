import { expect, test } from 'vitest'
import type { Field, ImportRow, ImportWithSurvey } from './imports'
import { choicesOf, doubled, unknownTexts } from './meanings'

const FIELDS = [
  { name: 'organisation', zh: '责任单位', kind: 'organisation', personal: false },
  { name: 'description', zh: '问题描述', kind: 'text', personal: false },
] as Field[]

function row(fields: Record<string, [string, unknown]>): ImportRow {
  const said = Object.entries(fields).map(([name, [raw, value]]) => [name, { raw, value }])
  return { fields: Object.fromEntries(said) } as ImportRow
}

test('texts that name nothing the city knows are told once, the commonest first', () => {
  const rows = [
    row({ organisation: ['城建科', null], description: ['垃圾', '垃圾'] }),
    row({ organisation: ['新抚区', 'an-id'] }),
    row({ organisation: ['执法队', null] }),
    row({ organisation: ['城建科', null] }),
  ]

  expect(unknownTexts(rows, FIELDS).map(({ text, rows }) => [text, rows])).toEqual([
    ['城建科', 2],
    ['执法队', 1],
  ])
})

test('a field is given by one column, but photos by several', () => {
  const choices = {
    0: { field: 'description' },
    1: { field: 'before_photo' },
    2: { field: 'before_photo' },
    3: { field: 'description' },
    4: { field: 'extra' },
  }

  expect([...doubled(choices)]).toEqual(['0', '3'])
})

test('what was confirmed before is shown again, else what is proposed', () => {
  const found = {
    survey: {
      tables: [
        {
          proposals: [
            { column: 0, choice: { field: 'number' } },
            { column: 2, choice: { field: 'extra' } },
          ],
        },
      ],
    },
    meanings: { choices: [{ 2: { field: 'remark' } }] },
  } as unknown as ImportWithSurvey

  expect(choicesOf(found)).toEqual([{ 0: { field: 'number' }, 2: { field: 'remark' } }])
})
