// What cells choose from, in the reader's language.
import { language } from '@shirong/shared/language.ts'
import { choices } from '@shirong/shared/words/index.ts'

type Pair = [zh: string, en: string]

const KINDS: Record<string, Pair> = {
  city: ['市', 'city'],
  bureau: ['局', 'bureau'],
  office: ['科室', 'office'],
  centre: ['中心', 'centre'],
  department: ['部室', 'department'],
  brigade: ['大队', 'brigade'],
  district: ['区', 'district'],
  county: ['县', 'county'],
  street: ['街道', 'street'],
  town: ['乡镇', 'town'],
  platform: ['平台', 'platform'],
}
const RETAINED: Record<string, Pair> = {
  original: ['原图', 'original'],
  picture: ['水印图', 'watermarked picture'],
  photo: ['照片及其全部图像', 'photo with all its pictures'],
  superseded: ['已被替换的图像', 'replaced pictures'],
  ledger: ['台账', 'ledger'],
}
const STATES: Record<string, Pair> = {
  closed: ['案件已销号', 'case closed'],
  unlinked: ['未被任何上报使用', 'named by no report'],
  rejected: ['上报被驳回', 'report rejected'],
  any: ['任何状态', 'any state'],
}
const CONCERNED: Record<string, Pair> = {
  reporter: ['上报人', 'the reporter'],
  rectifier: ['整改人', 'who rectified'],
  asker: ['挂号申请人', 'who asked for the deferral'],
  owner: ['导入或导出的本人', 'whose import or export it is'],
}
const OF: Record<string, Pair> = {
  '': ['—', '—'],
  reporter: ['上报单位', 'the reporter’s organisation'],
  responsible: ['责任单位', 'the responsible organisation'],
  above: ['责任单位的上级', 'the one above it'],
  city: ['市级', 'the city'],
}
const URGENCIES: Record<string, Pair> = {
  urgent: ['紧急：打破免打扰', 'urgent: breaks quiet hours'],
  normal: ['普通', 'normal'],
  silent: ['只进收件箱', 'inbox only'],
}

function told(pairs: Record<string, Pair>) {
  return () =>
    Object.entries(pairs).map(([value, [zh, en]]) => ({
      value,
      label: language.value === 'en' ? en : zh,
    }))
}

export const organisationKinds = told(KINDS)
export const retained = told(RETAINED)
export const retainedStates = told(STATES)
export const ofWhom = told(OF)
export const urgencies = told(URGENCIES)
export const modes = () => choices('mode')
export const concerned = () => [...choices('role'), ...told(CONCERNED)()]
export const languages = () => [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
]
