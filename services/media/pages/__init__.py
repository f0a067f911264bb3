"""The public pages: server-rendered, without script, in Chinese first and English."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from services.media.pages.words import WORDS

ASSETS: dict[str, tuple[str, bytes]] = {
    name: (kind, files(__package__).joinpath(name).read_bytes())
    for name, kind in (("verify.css", "text/css"), ("scan.js", "text/javascript"))
}
"""Files the pages load: their media type and content."""

_ENVIRONMENT = Environment(
    loader=PackageLoader("services.media", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, *, language: str, **content: Any) -> str:
    """A page in one language, `zh` or `en`."""
    words = {name: pair[0 if language == "zh" else 1] for name, pair in WORDS.items()}
    return _ENVIRONMENT.get_template(template).render(t=words, language=language, **content)
