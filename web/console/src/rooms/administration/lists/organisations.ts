import { api, done, doneWith } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/identity.ts'
import { list, replacing, versionOf } from './list'
import { organisationKinds } from './choices'

type Entry = components['schemas']['OrganisationEntry']

export const organisations = list<Entry>({
  name: 'organisations',
  removable: false,
  key: (row) => String(row.code),
  fresh: () => ({ code: '', name: '', kind: 'office', active: true, number_prefix: '' }),
  columns: [
    { field: 'code', kind: 'text', required: true, pattern: /^[\w.-]{1,40}$/u, width: 10 },
    { field: 'name', kind: 'text', required: true, length: 120, width: 18 },
    { field: 'short_name', kind: 'text', length: 60, width: 8, empty: '' },
    { field: 'name_en', kind: 'text', length: 200, width: 22, empty: '' },
    { field: 'kind', kind: 'choice', required: true, choices: organisationKinds },
    { field: 'parent_code', kind: 'organisation' },
    { field: 'number_prefix', kind: 'text', pattern: /^[A-Z0-9]{0,20}$/, width: 7, empty: '' },
    { field: 'lat', kind: 'number', min: -90, max: 90, width: 8 },
    { field: 'lon', kind: 'number', min: -180, max: 180, width: 8 },
    { field: 'active', kind: 'flag' },
  ],
  read: async () => {
    const { data, headers } = await doneWith(api.GET('/api/identity/organisations'))
    const tree = data.organisations
    const codes = new Map(tree.map((each) => [each.id, each.code]))
    const rows = tree.map(
      ({ id: _id, parent_id, path: _path, version: _version, ...rest }): Entry => ({
        ...rest,
        parent_code: parent_id ? (codes.get(parent_id) ?? null) : null,
      }),
    )
    return { rows, version: versionOf(headers) }
  },
  write: (organisations, version) =>
    done(
      api.PUT('/api/identity/organisations', {
        headers: replacing(version),
        body: { organisations },
      }),
    ),
})
