export const zh = { menu: '全市一览' }
export const en = { menu: 'The city at a glance' }
