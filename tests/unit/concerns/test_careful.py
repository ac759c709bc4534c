"""Words that sound like immigration status are noticed, and ordinary ones are not."""

import pytest

from council.concerns.careful import BEGINNINGS, sounds_like_status


@pytest.mark.parametrize(
    "words",
    [
        "I am undocumented and afraid",
        "Tengo miedo de ir: soy indocumentada",
        "Tenemos miedo de Inmigración",
        "أخاف من الترحيل",
        "لا أملك تأشيرة",
        "我没有签证",
        "我沒有簽證",
        "Tôi chưa có thị thực",
        "Mwen pa gen viza",
        "Não tenho visto de trabalho",
        "У меня нет визы, виза кончилась",
        "У мене немає візи, боюся депортації",
        "ما ویزا نداریم",
        "Fiisahaygu wuu dhacay",
    ],
)
def test_words_of_immigration_status_are_noticed(words: str) -> None:
    assert sounds_like_status(words)


@pytest.mark.parametrize(
    "words",
    [
        "The bus is late and the advisory board never answers.",
        "El autobús llega tarde, y lo he visto muchas veces.",
        "La maestra revisa la tarea.",
        "Queremos más deporte y clases deportivas.",
        "الحافلة تتأخر كل يوم",
        "اتوبوس دیر می‌آید",
        "校车总是迟到",
        "Xe buýt luôn đến muộn",
        "Автобус опаздывает каждый день",
        "Basku wuu soo daahaa",
    ],
)
def test_ordinary_words_are_left_in_peace(words: str) -> None:
    assert not sounds_like_status(words)


def test_each_beginning_is_noticed_by_itself_and_named_once() -> None:
    assert all(sounds_like_status(words) for words in BEGINNINGS)
    assert len(BEGINNINGS) == len(set(BEGINNINGS))
