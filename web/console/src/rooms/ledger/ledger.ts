// The official ledger as the screens ask for it.
import type { components } from '@shirong/shared/api/schema/ledger.ts'
import { api, creating, done } from '@shirong/shared/api/client.ts'

type Schemas = components['schemas']
export type Chain = Schemas['ChainView']
export type Verified = Schemas['VerifiedView']
export type Entry = Schemas['EntryView']
export type Proof = Schemas['Proof']
export type Edition = Schemas['EditionView']
export type EditionTable = Schemas['EditionTable']
export type Figures = Schemas['Row']

export async function readChains(): Promise<Chain[]> {
  return done(api.GET('/api/ledger/chains'))
}

/** Follows one chain entry by entry, or every one of the caller's. */
export async function verify(chain?: string): Promise<Verified[]> {
  const query = chain ? { chain } : {}
  return done(api.GET('/api/ledger/chains/verify', { params: { query } }))
}

export async function prove({ chain, seq }: Entry): Promise<Proof> {
  const params = { path: { chain, seq } }
  return done(api.GET('/api/ledger/chains/{chain}/entries/{seq}/proof', { params }))
}

/** Everything of a chain that an auditor needs, a JSON object a line. */
export async function exportChain(chain: string): Promise<Blob> {
  const params = { path: { chain } }
  return (await done(
    api.GET('/api/ledger/chains/{chain}/export', { params, parseAs: 'blob' }),
  )) as Blob
}

/** A new entry that puts an earlier one right; that one stays as it is. */
export async function correct(
  { chain, seq }: Entry,
  reason: string,
  changes: Record<string, string | number | null>,
): Promise<Entry> {
  return done(
    api.POST('/api/ledger/chains/{chain}/entries/{seq}/corrections', {
      params: { path: { chain, seq } },
      headers: creating(),
      body: { reason, changes },
    }),
  )
}

/** Texts and numbers of an entry that a correction may put right. */
export function correctable({ payload }: Entry): [string, string | number][] {
  return Object.entries(payload ?? {}).filter(
    (each): each is [string, string | number] =>
      typeof each[1] === 'string' || typeof each[1] === 'number',
  )
}

/** Whose figures an edition shows, in the reader's language. */
export function rowName({ name, name_en }: Figures, english: boolean): string {
  return english && name_en ? name_en : name
}
