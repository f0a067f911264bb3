"""Refusals and the problems they become."""

from services.chassis import refusals
from services.chassis.problems import language_of, status_of
from services.chassis.refusals import Conflict, Refusal


class AlreadyDecided(Conflict):
    zh = "{who} 已经决定。"
    en = "{who} has decided."


class WithHeader:
    def __init__(self, value: str) -> None:
        self.headers = {"accept-language": value}


def test_a_refusal_is_named_for_its_reason_and_speaks_both_languages():
    refusal = AlreadyDecided(who="张三")

    assert refusal.code == "already-decided"
    assert refusal.sentence("zh") == "张三 已经决定。"
    assert refusal.sentence("en") == str(refusal) == "张三 has decided."


def test_every_kind_of_refusal_has_a_status():
    for kind in Refusal.__subclasses__():
        if kind.__module__ == refusals.__name__:
            assert status_of(kind(reason="", header="", limit="", seconds=1)) >= 400


def test_chinese_is_spoken_unless_english_is_preferred():
    assert language_of(WithHeader("")) == "zh"
    assert language_of(WithHeader("fr, de;q=0.9")) == "zh"
    assert language_of(WithHeader("en")) == "en"
    assert language_of(WithHeader("zh-CN,zh;q=0.9,en;q=0.8")) == "zh"
    assert language_of(WithHeader("en-US;q=0.9, zh;q=0.5")) == "en"
    assert language_of(WithHeader("en;q=many, zh;q=0.1")) == "zh"
