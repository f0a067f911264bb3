import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { again, newParcel, type Outcome, type Parcel, type Shot } from './parcel'
import { sendAll, type Wire } from './sender'
import { addShot, change, keep, openStore, parcels, picture, type Store } from './store'

const PERSON = 'inspector'
const PIECE = 4

/** The services in small: photos by id, piece by piece, and commands that are known by their id. */
class Server {
  readonly photos = new Map<string, number[]>()
  readonly commands = new Map<string, string[]>()
  effects = 0

  append(shot: Shot, bytes: ArrayBuffer): number {
    const known = this.photos.get(shot.id) ?? []
    const piece = new Uint8Array(bytes.slice(known.length, known.length + PIECE))
    this.photos.set(shot.id, [...known, ...piece])
    return this.photos.get(shot.id)!.length
  }

  take(parcel: Parcel): void {
    if (this.commands.has(parcel.id)) return
    this.effects += 1
    this.commands.set(
      parcel.id,
      parcel.shots.map((each) => each.id),
    )
  }
}

class Killed extends Error {}

/** What happens at each request: it goes well, or the phone dies before or after the effect, or the
 * answer or the request is lost, or the server is in trouble. */
const FATES = ['well', 'killed before', 'killed after', 'lost', 'unheard', 'trouble'] as const
type Fate = (typeof FATES)[number]

function wireOf(server: Server, fates: Iterator<Fate>): Wire {
  async function through(work: () => Outcome): Promise<Outcome> {
    const fate = fates.next().value ?? 'well'
    if (fate === 'killed before') throw new Killed()
    if (fate === 'unheard') return { came: 'away' }
    if (fate === 'trouble') return { came: 'failed', words: 'trouble' }
    const outcome = work()
    if (fate === 'killed after') throw new Killed()
    return fate === 'lost' ? { came: 'away' } : outcome
  }
  return {
    upload: (shot, bytes) =>
      through(() => ({ came: 'arrived', shotId: shot.id, bytes: server.append(shot, bytes) })),
    command: (parcel) =>
      through(() => {
        server.take(parcel)
        return { came: 'delivered' }
      }),
  }
}

async function aReport(store: Store, photos: number[][]): Promise<Parcel> {
  const body = { description: '路边有暴露垃圾', place: { address: '新华大街' } }
  let parcel = newParcel(PERSON, { kind: 'report', body } as Parcel['errand'], 0)
  await keep(store, parcel)
  for (const bytes of photos) {
    const shot: Shot = {
      id: crypto.randomUUID(),
      sha256: '',
      size: bytes.length,
      type: 'image/jpeg',
      capturedAt: null,
      position: null,
      address: '',
      ticket: '',
      arrived: 0,
    }
    parcel = { ...parcel, shots: [...parcel.shots, shot] }
    await addShot(store, parcel, shot, new Uint8Array(bytes).buffer)
  }
  parcel = again(parcel)
  await keep(store, parcel)
  return parcel
}

/** Opens the program as often as it takes: each time it may be killed. */
async function untilDelivered(name: string, server: Server, fates: Fate[]): Promise<void> {
  const left = fates[Symbol.iterator]()
  let now = 0
  for (let openings = 0; openings < 200; openings++) {
    const store = await openStore(name)
    try {
      now += 3_600_000
      await sendAll({ store, wire: wireOf(server, left), personId: PERSON, now: () => now })
      if ((await parcels(store)).every((each) => each.state === 'sent')) return
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    } finally {
      store.close()
    }
  }
  throw new Error('never delivered')
}

const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 11 })
const reports = fc.array(fc.array(bytes, { maxLength: 3 }), { minLength: 1, maxLength: 3 })

describe('whatever happens on the way', () => {
  it('every report arrives once, with every photo whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        reports,
        fc.array(fc.constantFrom(...FATES), { maxLength: 40 }),
        async (contents, fates) => {
          const name = crypto.randomUUID()
          const server = new Server()
          const store = await openStore(name)
          const made: Parcel[] = []
          for (const photos of contents) made.push(await aReport(store, photos))
          store.close()

          await untilDelivered(name, server, fates)

          expect(server.effects).toBe(contents.length)
          made.forEach((parcel, index) => {
            expect(server.commands.get(parcel.id)).toEqual(parcel.shots.map((each) => each.id))
            const arrived = parcel.shots.map((each) => server.photos.get(each.id))
            expect(arrived).toEqual(contents[index])
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('a phone killed at any single step goes on where it was', async () => {
    const photos = [
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9],
    ]
    for (const kill of ['killed before', 'killed after'] as const) {
      for (let step = 0; step < 4; step++) {
        const name = crypto.randomUUID()
        const server = new Server()
        const store = await openStore(name)
        const parcel = await aReport(store, photos)
        store.close()

        await untilDelivered(name, server, [...Array<Fate>(step).fill('well'), kill])

        expect(server.effects).toBe(1)
        expect(parcel.shots.map((each) => server.photos.get(each.id))).toEqual(photos)
      }
    }
  })
})

describe('the phone', () => {
  it('keeps photos until the report is delivered, and no longer', async () => {
    const store = await openStore(crypto.randomUUID())
    const server = new Server()
    const parcel = await aReport(store, [[1, 2, 3]])
    const shot = parcel.shots[0]!

    await sendAll({
      store,
      wire: wireOf(server, ['well', 'unheard'][Symbol.iterator]() as Iterator<Fate>),
      personId: PERSON,
    })
    expect(await picture(store, shot.id)).toBeDefined()

    await sendAll({ store, wire: wireOf(server, [][Symbol.iterator]()), personId: PERSON })
    expect(await picture(store, shot.id)).toBeUndefined()
    store.close()
  })

  it('sends nothing of somebody else who signed in before', async () => {
    const store = await openStore(crypto.randomUUID())
    const server = new Server()
    await aReport(store, [[1]])

    await sendAll({ store, wire: wireOf(server, [][Symbol.iterator]()), personId: 'another' })

    expect(server.effects).toBe(0)
    store.close()
  })

  it('does not bring back what was thrown away while it was being sent', async () => {
    const store = await openStore(crypto.randomUUID())
    const parcel = await aReport(store, [])
    await store.delete('parcels', parcel.id)

    await change(store, parcel.id, (found) => ({ ...found, state: 'sent' }))

    expect(await parcels(store)).toEqual([])
    store.close()
  })

  it('goes on with other reports where one is refused', async () => {
    const store = await openStore(crypto.randomUUID())
    const refused = await aReport(store, [])
    const good = await aReport(store, [])
    const wire: Wire = {
      upload: async () => ({ came: 'away' }),
      command: async ({ id }) =>
        id === refused.id ? { came: 'refused', words: '紧急原因未填' } : { came: 'delivered' },
    }

    await sendAll({ store, wire, personId: PERSON })

    const states = new Map((await parcels(store)).map((each) => [each.id, each]))
    expect(states.get(refused.id)).toMatchObject({ state: 'refused', problem: '紧急原因未填' })
    expect(states.get(good.id)!.state).toBe('sent')
    store.close()
  })
})
