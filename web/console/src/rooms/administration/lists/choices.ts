// What cells choose from, in the reader's language.
import { language } from '@shirong/shared/language.ts'
import { choices, word } from '@shirong/shared/words/index.ts'

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
const FACTS: Record<string, Pair> = {
  'intake.report.submitted.v1': ['收到上报', 'a report came in'],
  'review.urgent.confirmed.v1': ['紧急申请获同意', 'an urgent application was confirmed'],
  'review.urgent.declined.v1': ['紧急申请未获同意', 'an urgent application was declined'],
  'review.problem.rejected.v1': ['上报被驳回', 'a report was rejected'],
  'review.problem.merged.v1': ['上报并入已有案件', 'a report was merged into a case'],
  'dispatch.case.dispatched.v1': ['案件派发', 'a case was dispatched'],
  'dispatch.case.transferred.v1': ['案件改派', 'a case was transferred'],
  'dispatch.case.rectifier-named.v1': ['指定整改单位', 'a case was given to a unit to rectify'],
  'dispatch.case.handed-back.v1': ['案件退回改派', 'a case was handed back'],
  'dispatch.case.reminded.v1': ['临期提醒', 'a case’s limit draws near'],
  'dispatch.case.overdue.v1': ['案件超期', 'a case became overdue'],
  'dispatch.case.escalated.v1': ['超期升级', 'an overdue case was escalated'],
  'dispatch.case.resumed.v1': ['挂号到期恢复办理', 'a deferral ended'],
  'dispatch.department.fell-silent.v1': ['部门系统无回执', 'a department’s system fell silent'],
  'closure.rectification.submitted.v1': ['提交整改', 'a rectification was submitted'],
  'closure.case.pre-closed.v1': ['预销号', 'a case was verified'],
  'closure.case.returned.v1': ['退件', 'a case was returned'],
  'closure.case.closed.v1': ['销号', 'a case was closed'],
  'closure.case.reopened.v1': ['案件重新打开', 'a case was reopened'],
  'closure.deferral.requested.v1': ['申请挂号', 'a deferral was asked for'],
  'closure.deferral.granted.v1': ['同意挂号', 'a deferral was granted'],
  'closure.deferral.refused.v1': ['不同意挂号', 'a deferral was refused'],
  'media.photo.rejected.v1': ['照片不能使用', 'a photo was refused'],
  'intake.import.finished.v1': ['导入完成', 'an import finished'],
  'ledger.export.ready.v1': ['导出完成', 'an export is ready'],
  'ledger.edition.frozen.v1': ['台账定稿', 'an edition of the ledger was frozen'],
  'intake.message.parked.v1': ['消息待处理：采集', 'a message waits for a person: intake'],
  'review.message.parked.v1': ['消息待处理：审核', 'a message waits for a person: review'],
  'dispatch.message.parked.v1': ['消息待处理：派发', 'a message waits for a person: dispatch'],
  'closure.message.parked.v1': ['消息待处理：销号', 'a message waits for a person: closure'],
  'media.message.parked.v1': ['消息待处理：影像', 'a message waits for a person: media'],
  'ledger.message.parked.v1': ['消息待处理：台账', 'a message waits for a person: ledger'],
}
const STEPS: Record<string, Pair> = {
  due_soon: ['即将到期', 'due soon'],
  due: ['当日到期', 'due today'],
  overdue_head: ['超期，报责任单位领导', 'overdue, told to the organisation’s head'],
  overdue_leader: ['超期，报分管领导', 'overdue, told to the leader above'],
}
const URGENCIES: Record<string, Pair> = {
  urgent: ['紧急：打破免打扰', 'urgent: breaks quiet hours'],
  normal: ['普通', 'normal'],
  silent: ['只进收件箱', 'inbox only'],
}

function inWords([zh, en]: Pair): string {
  return language.value === 'en' ? en : zh
}

function told(pairs: Record<string, Pair>) {
  return () => Object.entries(pairs).map(([value, pair]) => ({ value, label: inWords(pair) }))
}

/** What a rule's condition (`field=value`) says; nothing where its value has no word. */
export function conditionCalled(condition: string): string {
  const [field, value] = condition.split('=', 2)
  if (!field || !value) return ''
  const step = field === 'step' && STEPS[value]
  if (step) return inWords(step)
  if (field !== 'mode' && field !== 'pool') return ''
  const called = word(field, value)
  return called === value ? '' : called
}

export const organisationKinds = told(KINDS)
export const retained = told(RETAINED)
export const retainedStates = told(STATES)
export const ofWhom = told(OF)
export const facts = told(FACTS)
export const urgencies = told(URGENCIES)
export const modes = () => choices('mode')
export const concerned = () => [...choices('role'), ...told(CONCERNED)()]
export const languages = () => [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
]
