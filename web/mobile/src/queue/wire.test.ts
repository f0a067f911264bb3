import createClient from 'openapi-fetch'
import { describe, expect, it } from 'vitest'
import type { Paths } from '@shirong/shared/api/client.ts'
import { newParcel, type Shot } from './parcel'
import { metadata, PIECE, wireOf } from './wire'

const SHOT: Shot = {
  id: '5f0b5a52-0000-4000-8000-000000000001',
  sha256: 'ab'.repeat(32),
  size: PIECE + 10,
  type: 'image/jpeg',
  capturedAt: '2026-03-02T01:02:03.000Z',
  position: { longitude: 123.9, latitude: 41.86, accuracy: 8 },
  address: '新华大街',
  ticket: 'ticket',
  arrived: 0,
}
const BYTES = new Uint8Array(SHOT.size).buffer
const REPORT = newParcel(
  'me',
  { kind: 'report', body: { description: '垃圾', place: { address: '' } } as never },
  0,
)
const RECTIFICATION = {
  ...newParcel(
    'me',
    { kind: 'rectification', caseId: 'c', number: 'n', version: 3, solution: 's' },
    0,
  ),
  shots: [SHOT],
}

/** A wire to a server that gives these answers in turn, and what was asked of it. */
function wire(...answers: (Response | TypeError)[]) {
  const asked: Request[] = []
  const client = createClient<Paths>({
    baseUrl: 'http://city',
    fetch: async (request) => {
      asked.push(request)
      const answer = answers.shift()
      if (answer instanceof Response) return answer
      throw answer ?? new Error('nothing more was expected')
    },
  })
  return { asked, ...wireOf(client) }
}

function refusal(status: number, code: string): Response {
  const body = JSON.stringify({ type: `/problems/${code}`, detail: `说明 ${code}` })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } })
}

const arrived = (offset: number) =>
  new Response(null, { status: 201, headers: { 'Upload-Offset': String(offset) } })

describe('a photo', () => {
  it('goes on from what the server says it has', async () => {
    const { asked, upload } = wire(arrived(PIECE), new Response(null, { status: 204 }))

    expect(await upload(SHOT, BYTES)).toEqual({
      came: 'arrived',
      shotId: SHOT.id,
      bytes: SHOT.size,
    })
    expect(asked[1]!.headers.get('Upload-Offset')).toBe(String(PIECE))
    expect((await asked[1]!.arrayBuffer()).byteLength).toBe(10)
  })

  it('that is there already is not sent again', async () => {
    const { asked, upload } = wire(arrived(SHOT.size))

    expect(await upload(SHOT, BYTES)).toMatchObject({ came: 'arrived', bytes: SHOT.size })
    expect(asked).toHaveLength(1)
  })

  it('is announced with what the phone knows of it', () => {
    const fields = Object.fromEntries(
      metadata(SHOT)
        .split(',')
        .map((pair) => pair.split(' '))
        .map(([name, value]) => [name, Buffer.from(value!, 'base64').toString()]),
    )

    expect(fields).toMatchObject({ id: SHOT.id, address: '新华大街', longitude: '123.9' })
    expect(metadata({ ...SHOT, ticket: '', position: null })).not.toMatch(/ticket|longitude/)
  })
})

describe('what the server answers', () => {
  it.each([
    [
      refusal(422, 'urgent-reason-missing'),
      { came: 'refused', words: '说明 urgent-reason-missing' },
    ],
    [refusal(409, 'still-running'), { came: 'failed', words: '说明 still-running' }],
    [refusal(429, 'daily-quota-reached'), { came: 'failed', words: '说明 daily-quota-reached' }],
    [refusal(503, 'unavailable'), { came: 'failed', words: '说明 unavailable' }],
    [refusal(401, 'signed-out'), { came: 'ended' }],
    [new TypeError('Failed to fetch'), { came: 'away' }],
  ])('decides what comes next', async (answer, outcome) => {
    expect(await wire(answer).command(REPORT)).toEqual(outcome)
  })
})

describe('a rectification in conflict', () => {
  const known = (ids: string[]) =>
    Response.json({
      before_photo_ids: [],
      round: { after_photo_ids: ids },
      earlier_rounds: [],
    })

  it('is delivered where the case knows its photos', async () => {
    const { command } = wire(refusal(412, 'stale-version'), known([SHOT.id]))

    expect(await command(RECTIFICATION)).toEqual({ came: 'delivered' })
  })

  it('is refused where somebody else was first', async () => {
    const { command } = wire(refusal(409, 'already-submitted'), known(['another']))

    expect(await command(RECTIFICATION)).toMatchObject({ came: 'refused' })
  })
})
