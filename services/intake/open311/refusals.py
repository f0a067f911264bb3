"""Why Open311 is refused something, and the codes that GeoReport v2 gives each reason."""

from services.chassis.refusals import Forbidden, Invalid, NotFound


class JurisdictionUnknown(NotFound):
    zh = "没有此 jurisdiction_id：{jurisdiction}"
    en = "jurisdiction_id was not found: {jurisdiction}"


class ServiceUnknown(NotFound):
    zh = "没有此 service_code：{code}"
    en = "service_code was not found: {code}"


class RequestUnknown(NotFound):
    zh = "没有此 service_request_id：{id}"
    en = "service_request_id was not found: {id}"


class ParameterMissing(Invalid):
    zh = "缺少参数 {name}。"
    en = "{name} was not provided."


class ParameterMalformed(Invalid):
    zh = "参数 {name} 有误。"
    en = "{name} is not valid."


class BodyNotAForm(Invalid):
    zh = "请求正文应为 application/x-www-form-urlencoded，编码为 UTF-8。"
    en = "The body must be application/x-www-form-urlencoded in UTF-8."


class ApiKeyRefused(Forbidden):
    zh = "api_key 缺失或无效。"
    en = "Missing or invalid api_key."
