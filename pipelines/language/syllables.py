"""Which written syllables Vietnamese has: onset, rime and tone. A cheap measure of whether a text still is Vietnamese.

The inventory is that of modern spelling (either place of the tone mark: hoà, hòa). Words, meaning and spelling rules
beyond one syllable do not belong here.
"""

import unicodedata
from functools import lru_cache

from pipelines.language.text import fold

_ONSET_LETTERS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS = tuple(sorted(_ONSET_LETTERS.split(), key=len, reverse=True))
_RIME_LETTERS = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu iê
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet oi om on ong ooc oong
    op ot oc
    ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt
    uynh uyt uyu uyn uyp uc
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y ych yêm yên yêng yêt yêu ynh yt
"""
_RIMES = frozenset(_RIME_LETTERS.split())
_PLAIN_RIMES = frozenset(fold(rime) for rime in _RIMES)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LIGHT_FINALS = ("c", "p", "t", "ch")
# With a stop at the end only the sharp and the heavy tone are possible.
_STOP_TONES = frozenset({"", "\u0301", "\u0323"})


@lru_cache(maxsize=32768)
def is_syllable(word: str) -> bool:
    """Return whether ``word`` is spelt like one Vietnamese syllable; case does not matter.

    >>> is_syllable("nghiệp"), is_syllable("khuyến"), is_syllable("h�")
    (True, True, False)
    """
    plain, tones = _split_tone(word.lower())
    if len(tones) > 1:
        return False
    for onset in _ONSETS:
        if plain.startswith(onset) and _is_rime(plain[len(onset) :], tones):
            return True
    # "gì", "giếng": the i of gi is the vowel, too; "quốc": the u of qu is not.
    return _is_rime(plain, tones) or (plain.startswith("gi") and _is_rime(plain[1:], tones))


def _is_rime(rime: str, tone: str) -> bool:
    return rime in _RIMES and not (rime.endswith(_LIGHT_FINALS) and tone not in _STOP_TONES)


def _split_tone(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in decomposed if c in _TONES)
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return plain, tones


@lru_cache(maxsize=32768)
def is_bare_syllable(word: str) -> bool:
    """Return whether ``word`` is what is left of a Vietnamese syllable that has lost all its marks ("nghiep")."""
    plain = word.lower()
    return plain.isascii() and any(
        plain.startswith(onset) and plain[len(onset) :] in _PLAIN_RIMES for onset in ("", *_ONSETS)
    )


def has_marks(word: str) -> bool:
    """Return whether ``word`` carries a Vietnamese letter that plain Latin script does not have."""
    return not word.isascii() and any(c in "đĐ" or unicodedata.decomposition(c) for c in word)
