// A department's spreadsheet on its way into the table, as the screens ask for it.
import type { components } from '@shirong/shared/api/schema/intake.ts'
import { api, changing, creating, done } from '@shirong/shared/api/client.ts'
import type { Role } from '@shirong/shared/session.ts'
import { listen } from '@shirong/shared/live.ts'

type Schemas = components['schemas']
export type Import = Schemas['ImportView']
export type ImportWithSurvey = Schemas['ImportWithSurvey']
export type ColumnChoice = Schemas['ColumnChoice']
export type Proposal = Schemas['Proposal']
export type Field = Schemas['FieldView']
export type Said = Schemas['SaidView']
export type ImportRow = Omit<Schemas['RowView'], 'comparison' | 'match' | 'decision'> & {
  comparison: Comparison | null
  match: Match | null
  decision: { same_problem: boolean | null; winners: Record<string, Winner> } | null
}
export type RowDecision = Schemas['RowDecision']
export type Outcome = 'new' | 'same' | 'update' | 'conflict' | 'refused'
export type Winner = 'theirs' | 'ours'
export type Words = NonNullable<Schemas['NewMeanings']['words']>

/** What a row would change of what is known, by fields; `conflicts` wait for somebody. */
export interface Comparison {
  fills: string[]
  newer: string[]
  conflicts: Difference[]
  names_source: boolean
}
export interface Difference {
  field: string
  ours: unknown
  theirs: unknown
  ours_raw: string
  theirs_raw: string
}
/** Why a row is taken for a problem that is known. */
export interface Match {
  kind: 'case' | 'record'
  basis: string
  confidence: number
  sure: boolean
  evidence?: Record<string, string | number | null>
  description?: string
  address?: string
}

export const IMPORTERS: Role[] = ['reviewer', 'handler', 'lead_administrator', 'administrator']
export const OUTCOMES: Outcome[] = ['conflict', 'refused', 'new', 'update', 'same']
const AT_WORK = new Set<Import['status']>(['reading', 'comparing', 'writing', 'undoing'])

/** Whether a worker is at it; everything else waits for a person, or is over. */
export function isAtWork({ status }: Pick<Import, 'status'>): boolean {
  return AT_WORK.has(status)
}

export function mayCancel({ status }: Import): boolean {
  return ['reading', 'proposed', 'comparing', 'ready', 'writing'].includes(status)
}

/** Sends a file; the same one again answers with its first import. */
export async function send(file: File, organisationId: string | null): Promise<Import> {
  const form = new FormData()
  form.append('file', file, file.name)
  if (organisationId) form.append('organisation_id', organisationId)
  return done(
    api.POST('/api/intake/imports', {
      headers: creating(),
      body: { file: file.name },
      bodySerializer: () => form,
    }),
  )
}

export async function readImport(id: string): Promise<ImportWithSurvey> {
  const params = { path: { import_id: id } }
  return (await done(api.GET('/api/intake/imports/{import_id}', { params }))) as ImportWithSurvey
}

/** Tells how far an import is until nobody works at it any more. */
export function follow(
  id: string,
  tell: (now: Pick<Import, 'status' | 'version' | 'done' | 'total' | 'counts'>) => void,
): () => void {
  const stop = listen(`/api/intake/imports/${id}/progress`, ({ data }) => {
    const now = JSON.parse(data) as Import
    if (!isAtWork(now)) stop()
    tell(now)
  })
  return stop
}

export async function readRows(
  id: string,
  asked: { outcome?: Outcome; undecided?: boolean; after?: number; limit?: number },
): Promise<ImportRow[]> {
  const params = { path: { import_id: id }, query: asked }
  const found = await done(api.GET('/api/intake/imports/{import_id}/rows', { params }))
  return found as unknown as ImportRow[]
}

export async function confirmMeanings(
  { id, version }: Import,
  tables: Record<string, ColumnChoice>[],
  words: Words,
): Promise<Import> {
  const params = { path: { import_id: id } }
  const headers = changing(version)
  const body = { tables, words }
  return done(api.PUT('/api/intake/imports/{import_id}/meanings', { params, headers, body }))
}

export async function decide(
  { id, version }: Import,
  rule: Import['rule'],
  rows: RowDecision[],
): Promise<Import> {
  const params = { path: { import_id: id } }
  const headers = changing(version)
  const body = { rule, rows }
  return done(api.PUT('/api/intake/imports/{import_id}/decisions', { params, headers, body }))
}

/** Has it written, taken back, or given up. */
export async function step(
  { id, version }: Import,
  which: 'writing' | 'undoing' | 'cancellation',
): Promise<Import> {
  const given = { params: { path: { import_id: id } }, headers: changing(version) }
  if (which === 'writing') return done(api.POST('/api/intake/imports/{import_id}/writing', given))
  if (which === 'undoing') return done(api.POST('/api/intake/imports/{import_id}/undoing', given))
  return done(api.POST('/api/intake/imports/{import_id}/cancellation', given))
}

export async function refusedRows(id: string): Promise<Blob> {
  const params = { path: { import_id: id } }
  return (await done(
    api.GET('/api/intake/imports/{import_id}/refused-rows', { params, parseAs: 'blob' }),
  )) as Blob
}
