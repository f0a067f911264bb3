// The fields that another platform's words may mean, as the services name them.
import { language } from '@shirong/shared/language.ts'

const FIELDS: Record<string, [zh: string, en: string]> = {
  extra: ['保留为附加列', 'kept as an extra column'],
  ignored: ['不使用', 'not used'],
  number: ['编号', 'number'],
  source_id: ['来源编号', 'the source’s number'],
  found_at: ['发现时间', 'found at'],
  description: ['问题描述', 'description'],
  address: ['地点', 'address'],
  street: ['街道', 'street'],
  district: ['区县', 'district'],
  organisation: ['责任单位', 'responsible organisation'],
  category: ['类别', 'category'],
  major: ['大类', 'major category'],
  status: ['状态', 'status'],
  longitude: ['经度', 'longitude'],
  latitude: ['纬度', 'latitude'],
  point: ['坐标', 'coordinates'],
  due_at: ['整改时限', 'due'],
  rectified_at: ['整改时间', 'rectified at'],
  solution: ['整改措施', 'solution'],
  return_reason: ['退件原因', 'return reason'],
  origin: ['来源', 'origin'],
  reporter: ['上报人', 'reporter'],
  handler: ['责任人', 'handler'],
  phone: ['联系电话', 'telephone'],
  personal: ['个人信息', 'personal'],
  remark: ['备注', 'remark'],
}

export function fieldName(field: string | null | undefined): string {
  const told = field ? FIELDS[field] : undefined
  return told ? told[language.value === 'en' ? 1 : 0] : (field ?? '')
}

export function fieldChoices(): { value: string; label: string }[] {
  return Object.keys(FIELDS).map((value) => ({ value, label: fieldName(value) }))
}
