"""Spellings: the forms under which two ways of writing one name of a place are the same.

Nothing here knows a place. Every rule levels what cannot change the meaning (case, marks, order, abbreviations, particles);
what could change it ("and", "including", "former") stays in the form.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, product
from types import MappingProxyType

APOSTROPHES = re.compile(r"['’‘`´ʼ′]")
# d' and l' of French, Portuguese and Italian are articles: "Côte d’Ivoire", "République d'Angola", "Afghanistan (l')".
ELISION = re.compile(r"(?<![^\W_])[dl]['’‘`´ʼ′]")
INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.\s?(?=[^\W\d_](?![^\W\d_]))")
# One statistical list writes "Hong Kong (& China)" and means both together.
INCLUDING = re.compile(r"[(\[]\s*(?:&|and\b)")
BREAKS = re.compile(r"[,;:()\[\]]+")
PIECES = re.compile(r"[,;:()\[\]/–—-]+|&|\s(?:and|et|und|y|incl?\.?|including|includes)\s", re.IGNORECASE)
DASHES = re.compile(r"[-‐‑‒–—―−]+")
SALVADOR = re.compile(r"(?<![^\W_])el[\W_]+salvador(?![^\W_])|(?<![^\W_])salvador[\W_]+el(?![^\W_])")
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n"})
# Written out, the German and Danish letters have two letters each: "Oesterreich", "Tuerkei".
WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)

# "el" goes with the others, but for El Salvador, which is no article and a city: see SALVADOR.
PARTICLES = frozenset(
    "the of de du des del do da dos das d l la le les los las el der die den von".split()  # noqa: SIM905
)
_SAME = {
    "and": "et y und e",
    "including": "inc incl includes include",
    "excluding": "exc excl except excludes without",
    "republic": "rep repub republ repb republics republik republique republica",
    "democratic": "dem democ democratique democratica democratico demokratische demokratischen",
    "people": "peoples peo peop popular populaire",
    "islamic": "islam islamique islamica islamische islamischen",
    "federal": "fed feder fedn federated federation federative federale federativa federacion federaciones federacao",
    "saint": "st ste sainte sankt",
    "state": "states sts",
    "island": "is isl isls isd isds islands isle isles ile iles isla islas ilha ilhas insel inseln",
    "territory": "ter terr territories territoire territorio gebiet",
    "commonwealth": "cwlth cmwlth commw mancomunidad comunidade",
    "kingdom": "kgdm kdom kdm kingd royaume reino konigreich koenigreich",
    "principality": "principado principaute furstentum fuerstentum",
    "sultanate": "sultanat sultanato sultania",
    "duchy": "duche ducado",
    "grand": "gran grao",
    "arab": "arabe arabische arabischen",
    "socialist": "socialiste socialista sozialistische sozialistischen soc",
    "british": "br brit",
    "french": "fr",
    "equatorial": "eq equat",
    "united": "utd",
    "central": "cent centr cen",
    "african": "afr",
    "former": "fmr ex formerly",
    "yugoslav": "yugo yug",
    "herzegovina": "herz herzeg hercegovina herzegowina herzegovine",
    "emirate": "emirates emiraten",
    "north": "nth",
    "south": "sth",
    "province": "prov",
    "administrative": "admin adm",
    "vereinigte": "vereinigten vereinigter vereinigtes",
    "region": "reg",
}
_WORDS = {
    "us": "united state",
    "usa": "united state america",
    "uk": "united kingdom",
    "uae": "united arab emirate",
    "ussr": "union soviet socialist republic",
    "ssr": "soviet socialist republic",
    "sar": "special administrative region",
    "dr": "democratic republic",
    "dpr": "democratic people republic",
    "pdr": "democratic people republic",
    "pr": "people republic",
    "pd": "people democratic",
    "dp": "democratic people",
    "ir": "islamic republic",
    "rb": "bolivarian republic",
    "fyr": "former yugoslav republic",
    "tfyr": "former yugoslav republic",
    "bundesrepublik": "federal republic",
    "volksrepublik": "people republic",
    "sta": "santa",
    "sto": "santo",
}
# One letter and a full stop before "Rep." say which republic: "Congo, D. Rep." is not the Republic of the Congo.
LETTER_OF_REPUBLIC = re.compile(r"(?<![^\W_])(?:([adfip])\.\s*|(d)\s+|(de)\.\s*)(?=rep)")
REPUBLICS = {"a": "arab", "d": "democratic", "de": "democratic", "f": "federal", "i": "islamic", "p": "people"}
# A "d" whose apostrophe got lost stands before a vowel ("Cote d Ivoire"); any other says something, and is levelled with nothing.
OTHER_D = re.compile(r"(?<![^\W_])d(?![^\W_])(?!\W*[aeiouhy])")
# An apostrophe that became a blank, a hyphen or a backslash: alone, the "s" would be the South.
PEOPLES = re.compile(r"(?<![^\W_])people[\W_]+s(?![^\W_])")
# "Isl." and "Is." are short for Islands far more often than for Islamic, which is followed by "Republic".
ISLAMIC = re.compile(r"(?<!\w)isl?(?=\W+rep)")
MEANINGS: Mapping[str, str] = MappingProxyType(
    {short: word for word, shorts in _SAME.items() for short in shorts.split()} | _WORDS
)
COMPASS: Mapping[str, str] = MappingProxyType(
    {"north": "n", "northern": "n", "south": "s", "southern": "s", "east": "e", "eastern": "e", "west": "w", "western": "w"}
)
# "State of" is not among them: Georgia and Mexico are states of larger ones too.
FORMS_OF_STATE = frozenset(["republic", "kingdom", "principality", "sultanate", "duchy", "commonwealth"])
KINDS_OF_STATE = frozenset(["arab", "democratic", "federal", "grand", "islamic", "people", "socialist"])

# Their words in the languages of the lists, abbreviations apart.
STATE_WORDS = tuple(
    sorted(word for word, means in MEANINGS.items() if means in FORMS_OF_STATE | KINDS_OF_STATE and len(word) > 5)
)
# What a particle follows, and the particles: where their blank got lost, they are one word.
BEFORE_PARTICLES = frozenset([*STATE_WORDS, *FORMS_OF_STATE, *KINDS_OF_STATE, "state", "estado", "etat", "staat"])
JOINED = ("ofthe", "of", "de", "du", "des", "del", "do", "da", "dela", "delos")
WORD = re.compile(r"[^\W\d_]+")

# Encodings under which the bytes of UTF-8 are wrongly read.
NOT_UTF8 = ("cp1252", "latin-1", "mac-roman", "cp437", "cp850")
# Encodings of one byte a letter that are taken for one another: (read as, written in).
MIXED_UP = (("mac-roman", "cp1252"), ("cp1252", "mac-roman"), ("cp1252", "cp850"), ("cp437", "cp1252"), ("cp850", "cp1252"))
LOST = re.compile(r"[?\ufffd]+")
KNOWN_LETTERS = 3
DAMAGED = re.compile(r"[^\W\d_]+[?\ufffd]+[^\W\d_]+")
# One letter may have become one mark, or one for each of its two bytes, as two letters may.
ACCENTED = "[aceinosuyz']{1,2}"


def normalise_name(name: str) -> str:
    """The form under which spellings are compared; idempotent.

    Levelled are case, diacritics, punctuation, invisible and superscript characters, particles ("the", "of", "de la"), usual
    abbreviations ("Rep.", "St.", "Is.", "U.S."), "&" and the words for "and", and the order of the words. Only what follows
    "including" or "excluding" stays behind it: "China (incl. Hong Kong)" is not Hong Kong with China.
    """
    return _settled(name, _by_words)


def as_written(name: str) -> str:
    """The same form with the words in their order and the breaks between them, for a name made of two places' names; idempotent."""
    return _settled(name, _in_order)


def pieces(name: str) -> tuple[str, ...]:
    """The parts of ``name`` between commas, brackets, slashes, dashes and "and"; at least one, as written."""
    return _parts(PIECES, name)


def clauses(name: str) -> tuple[str, ...]:
    """The parts of ``name`` between commas and brackets; at least one, as written."""
    return _parts(BREAKS, name)


def _parts(breaks: re.Pattern[str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in breaks.split(name) if part.strip()) or (name,)


def spelling_variants(name: str) -> Iterator[str]:
    """Other ways to write ``name`` that no rule of `normalise_name` levels, as normalised forms.

    Written-out umlauts, apostrophes left out ("Divoire"), compass letters, without "and".
    """
    written = (name, name.translate(WRITTEN_OUT), APOSTROPHES.sub("", name))
    for form in dict.fromkeys(normalise_name(text) for text in dict.fromkeys(written)):
        words = form.split()
        yield form
        if not COMPASS.keys().isdisjoint(words):
            yield normalise_name(" ".join(COMPASS.get(word, word) for word in words))
        if "and" in words:
            yield " ".join(word for word in words if word != "and")


def without_form_of_state(form: str) -> str:
    """A normalised ``form`` without what says the form of state: "angola people republic" is Angola; empty where nothing says it."""
    words = form.split()
    # Of the United Kingdom it is the name.
    said = FORMS_OF_STATE - ({"kingdom"} if "united" in words else frozenset())
    rest = [word for word in words if word not in said | KINDS_OF_STATE]
    # A letter tells one of two states from the other, as the form does: "Congo (B)" is not "Democratic Republic of the Congo (b)".
    return "" if said.isdisjoint(words) or any(len(word) == 1 for word in rest) else " ".join(rest)


def read_as_utf8(name: str) -> Iterator[str]:
    """What ``name`` reads when its bytes are UTF-8 ("CÃ´te d'Ivoire"), once and twice; nothing for plain ASCII or where they are not."""
    once = tuple(_reread(name, ((wrong, "utf-8") for wrong in NOT_UTF8)))
    yield from once
    for text in once:
        yield from _reread(text, ((wrong, "utf-8") for wrong in NOT_UTF8))


def read_in_other_encoding(name: str) -> Iterator[str]:
    """What ``name`` reads under encodings that are taken for one another ("CuraÁao").

    Any letter outside ASCII becomes another one so: only a match with every accent means something.
    """
    return _reread(name, MIXED_UP)


def spelled(name: str) -> str:
    """``name`` in small letters with its accents, apostrophes of one kind and no double spaces."""
    return " ".join(APOSTROPHES.sub("'", name).casefold().split())


def _reread(name: str, encodings: Iterable[tuple[str, str]]) -> Iterator[str]:
    pairs = () if name.isascii() else tuple(encodings)
    for text in dict.fromkeys((name, name.upper(), name.lower())):
        for read_as, written_in in pairs:
            try:
                found = text.encode(read_as).decode(written_in)
            except UnicodeError:
                continue
            if found != text:
                yield found


def without_accents(name: str) -> str:
    """`spelled` without accents: what is left of ``name`` in a file of plain ASCII."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", spelled(name)) if not unicodedata.combining(mark))


def lost_characters(name: str) -> re.Pattern[str] | None:
    """A pattern for `without_accents` of what ``name`` was before question marks took the place of letters; None where none did.

    Only letters that carry accents in the languages of the lists, and apostrophes, get lost so. Too few letters that are left say
    nothing: a lost mark alone is not "US".
    """
    if not LOST.search(name.rstrip(" ?")) or sum(mark.isalnum() for mark in LOST.sub("", name)) < KNOWN_LETTERS:
        return None
    parts = LOST.split(without_accents(name))
    return re.compile(ACCENTED.join(re.escape(part) for part in parts))


def with_lost_letters(name: str, words: Iterable[str], limit: int = 64) -> Iterator[str]:
    """What ``name`` can have been before letters were lost, each damaged word being one of ``words``; nothing where it says too little.

    Every way is handed out, whether or not it is a name; nothing either where there are more than ``limit`` of them.
    """
    if lost_characters(name) is None:
        return
    known = tuple(words)
    parts = re.split(r"([^\W_]*(?:[?\ufffd]+[^\W_]*)+)", without_accents(name))
    fitting = [_fitting(part, known) if LOST.search(part) else (part,) for part in parts]
    if math.prod(map(len, fitting)) <= limit:
        yield from ("".join(way) for way in product(*fitting))


def _fitting(damaged: str, words: tuple[str, ...]) -> tuple[str, ...]:
    pattern = re.compile(ACCENTED.join(re.escape(part) for part in LOST.split(damaged)))
    return tuple(word for word in words if pattern.fullmatch(word))


def with_lost_words(name: str) -> str:
    """``name`` with the words of a state's form found again where letters were lost ("R?publique du Mali"); others stay as they are."""
    return DAMAGED.sub(lambda word: _found_word(word[0]), name) if LOST.search(name) else name


def without_joined_particles(name: str) -> str:
    """``name`` with a blank between a word of a state's form and the particle it runs on into ("Republicof Uganda")."""
    return WORD.sub(lambda word: _before_particle(word[0]), name)


def _before_particle(word: str) -> str:
    plain = without_accents(word)
    ends = (len(end) for end in JOINED if plain.endswith(end) and plain[: -len(end)] in BEFORE_PARTICLES)
    return next((f"{word[:-end]} {word[-end:]}" for end in ends if len(plain) == len(word)), word)


def squeezed(name: str) -> str:
    """The letters of `without_accents` alone, for names whose blanks got lost ("CzechRepublic")."""
    return "".join(mark for mark in without_accents(name) if mark.isalnum())


def _found_word(word: str) -> str:
    pattern = lost_characters(f"{word}.")
    fitting = [known for known in STATE_WORDS if pattern is not None and pattern.fullmatch(f"{known}.")]
    return fitting[0] if len({MEANINGS[known] for known in fitting}) == 1 else word


def _settled(name: str, step: Callable[[str], str]) -> str:
    # Taking words out can bring two single letters together, which are then initials.
    form = step(name)
    while not _is_plain(form) and (again := step(form)) != form:
        form = again
    return form


def _is_plain(form: str) -> bool:
    """True when no rule has anything to do with ``form``, which is then not read a second time."""
    return form.isascii() and all(
        word not in MEANINGS and word not in PARTICLES and (len(word) > 1 or not word.isalpha()) for word in form.split()
    )


def _by_words(name: str) -> str:
    words = [word for word in _words(name) if word not in "|-"]
    cut = next((at for at, word in enumerate(words) if word in ("including", "excluding")), len(words))
    return " ".join([*sorted(words[:cut]), *words[cut : cut + 1], *sorted(words[cut + 1 :])])


def _in_order(name: str) -> str:
    # Breaks in a row are one; of a word that stands twice both stay: "US states" are not the United States.
    words = [word for key, group in groupby(_words(name)) for word in (group if key.isalnum() else (key,))]
    return " ".join(words).strip("|- ")


def _words(name: str) -> list[str]:
    """Words of ``name`` in order, abbreviations written out and particles left out; "|", "/" and "-" for the breaks."""
    text = PEOPLES.sub("people", _letters(INCLUDING.sub(" including ", name)))
    text = ISLAMIC.sub("islamic", SALVADOR.sub(" elsalvador ", INITIALS.sub(r"\1", text)))
    text = DASHES.sub(" - ", BREAKS.sub(" | ", text.replace("&", " and ").replace("+", " and ")))
    text = OTHER_D.sub("dee", LETTER_OF_REPUBLIC.sub(lambda found: f"{REPUBLICS[found[found.lastindex or 0]]} ", text))
    words = _with_initials(re.findall(r"[^\W_]+|[|/-]", text))
    return " ".join(MEANINGS.get(word, word) for word in words if word not in PARTICLES).split()


def _letters(name: str) -> str:
    """Small letters without marks; nothing invisible, raised or elided."""
    seen = name if name.isascii() else "".join(mark for mark in name if not _is_hidden(mark))
    # Apostrophes go before and after: NFKD would part "D´Ivoire" at its accent, and brings some out of ligatures.
    text = APOSTROPHES.sub("", ELISION.sub(" ", seen.casefold()))
    if text.isascii():
        return text
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(mark))
    return APOSTROPHES.sub("", plain.translate(LETTERS))


def _is_hidden(mark: str) -> bool:
    # Soft hyphens and zero-width spaces; raised figures and letters are marks of footnotes.
    return unicodedata.category(mark) == "Cf" or unicodedata.decomposition(mark).startswith("<super>")


def _with_initials(words: list[str]) -> list[str]:
    """The words of which single letters in a row ("U", "S", "A") are one."""
    joined: list[str] = []
    for single, group in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        run = list(group)
        joined += ["".join(run)] if single and len(run) > 1 else run
    return joined
