"""A photographed screen gives itself away, mostly."""

from services.media import screens
from services.media.settings import MediaSettings
from tests.unit.media import copies

LIMIT = MediaSettings.model_fields["media_screen_score"].default
SIZE = (1200, 900)


def score(picture) -> float:
    found = screens.score(picture)
    assert found is not None
    return found


def test_most_photographed_screens_are_suspected():
    scores = [score(copies.of_a_screen(copies.scene(seed), seed)) for seed in range(10)]

    assert sum(each >= LIMIT for each in scores) >= 9


def test_streets_are_not_suspected_even_behind_a_fence():
    plain = [score(copies.scene(seed, size=SIZE)) for seed in range(6)]
    fenced = [score(copies.with_fence(copies.scene(seed, size=SIZE), seed)) for seed in range(10)]
    squeezed = [score(copies.saved(copies.scene(seed), 30)) for seed in range(6)]

    assert max(plain + fenced + squeezed) < LIMIT


def test_a_picture_too_small_to_tell_has_no_score():
    assert screens.score(copies.scene(1).resize((200, 150))) is None
