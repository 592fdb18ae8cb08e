"""The blind index: keyed hashes of what somebody may be searched by. Pure: no database, no clock.

Sealed text cannot be searched, so each name, phone, postcode or plate is written down a second time as hashes of its
normalised parts, keyed from the settings. Equal parts have equal hashes, in every compartment; nothing else can be read
from them without the key, and a hash found is only a candidate: the sealed value is opened and compared by whoever may
read it. 64 bits, signed, so that both databases hold it in a bigint.

Kinds of part:
    word, slip   a word of a name; the word with each single letter left out (words longer than 3), so that one slip
                 of the finger still meets. Hashed as one kind, or a slip would never meet the word it came from.
    nickname     the names a short form may stand for, hashed as words.
    sound, pair  how a word sounds; how two words sound together, which is what makes a full name rare.
    phone        in E.164; never the last digits alone, which many people share.
    email, postcode, plate, part of a plate, and the words of a business's name (kinds of their own).
    door, address pair   the number of a house with its street; two words of an address, as they sound.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator

import jellyfish
import phonenumbers

from serac.core.addresses import POSTCODE, Address
from serac.core.crypto import Secrets
from serac.core.nicknames import ROOTS

__all__ = [
    "Address",
    "address_tokens",
    "business_tokens",
    "email_hash",
    "email_tokens",
    "name_tokens",
    "numbers_in",
    "phone_tokens",
    "plain_plate",
    "plate_tokens",
    "postcode_tokens",
    "telling_words",
    "token",
    "words_of",
]

SHORTEST_WITH_SLIPS = 4
MOST_ADDRESS_WORDS = 3
SHORTEST_FRAGMENT = 3
LONGEST_FRAGMENT = 6
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ı": "i",
        "'": "",
        "\u2019": "",
        "`": "",
    }
)
_PLATE_LETTERS = str.maketrans("01", "OI")
_SAYS_LITTLE = frozenset(
    {"the", "and", "of", "ltd", "limited", "plc", "llp", "co", "company", "uk", "trading", "as", "services"}
)


def token(secrets: Secrets, kind: str, text: str) -> int:
    """The hash of one normalised part: the first 64 bits of HMAC-SHA-256 of `kind|text`, as a signed number."""
    return int.from_bytes(hmac.digest(secrets.index_key, f"{kind}|{text}".encode(), "sha256")[:8], "big", signed=True)


def email_hash(secrets: Secrets, email: str) -> int:
    """What finds a member by their e-mail address at sign-in. Of its own kind: it never meets a case’s."""
    return token(secrets, "member email", _plain_email(email))


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: no case, no accents, no punctuation."""
    folded = text.lower().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).split()


def name_tokens(secrets: Secrets, name: str) -> frozenset[int]:
    """Every token of a name or nickname: words, slips, what a nickname may stand for, sounds, pairs of sounds."""
    return _of(secrets, "", words_of(name))


def business_tokens(secrets: Secrets, name: str) -> frozenset[int]:
    """Every token of a business's name; "Ltd" and its like are left out. They do not meet the tokens of people."""
    return _of(secrets, "business ", telling_words(name))


def telling_words(name: str) -> list[str]:
    """The words of a business's name without "Ltd" and its like, unless it has no others."""
    words = words_of(name)
    return [word for word in words if word not in _SAYS_LITTLE] or words


def phone_tokens(secrets: Secrets, *phones: str) -> frozenset[int]:
    """A token for each telephone number that can be one; British where no country is given."""
    return frozenset(token(secrets, "phone", number) for text in phones for number in numbers_in(text))


def email_tokens(secrets: Secrets, email: str) -> frozenset[int]:
    """The token of an e-mail address in a case."""
    plain = _plain_email(email)
    return frozenset({token(secrets, "email", plain)}) if "@" in plain else frozenset()


def postcode_tokens(secrets: Secrets, *texts: str) -> frozenset[int]:
    """A token for each full postcode in the texts: a postcode, or an address that holds one."""
    found = {f"{out}{inward}".upper() for text in texts for out, inward in POSTCODE.findall(text)}
    return frozenset(token(secrets, "postcode", postcode) for postcode in found)


def address_tokens(secrets: Secrets, address: str, postcode: str = "") -> frozenset[int]:
    """Every token of an address: its postcodes; the number with the street, the street with a slip too; pairs of its words.

    So that "41 Quillback Lane" is found without its postcode, and a car wash by what stands beside it.
    """
    read, found = Address.read(address, postcode), postcode_tokens(secrets, postcode, address)
    if read.door and read.words:
        streets = {read.words[0], *_deletions(read.words[0])}
        found |= {token(secrets, "door", f"{read.door} {street}") for street in streets}
    sounds = sorted({_sound(word) for word in read.words[:MOST_ADDRESS_WORDS]})
    pairs = {f"{one} {other}" for place, one in enumerate(sounds) for other in sounds[place + 1 :]}
    return found | {token(secrets, "address pair", pair) for pair in pairs}


def plate_tokens(secrets: Secrets, plate: str) -> frozenset[int]:
    """Every token of a number plate or a part of one: whole, one letter left out, and each run of three to six.

    0 and O, 1 and I are the same to a witness, and here.
    """
    plain = plain_plate(plate)
    if len(plain) < SHORTEST_FRAGMENT:
        return frozenset()
    found = {token(secrets, "plate part", part) for part in _fragments(plain)}
    if len(plain) >= LONGEST_FRAGMENT:
        found |= {token(secrets, "plate", text) for text in {plain, *_deletions(plain)}}
    return frozenset(found)


def plain_plate(plate: str) -> str:
    """A number plate as it is compared: without spaces, 0 as O and 1 as I."""
    return re.sub(r"[^A-Z0-9]", "", plate.upper()).translate(_PLATE_LETTERS)


def numbers_in(text: str) -> frozenset[str]:
    """The telephone numbers in a text, in E.164; British where no country is given."""
    return frozenset(_numbers(text))


def _of(secrets: Secrets, prefix: str, words: list[str]) -> frozenset[int]:
    sounds = sorted({_sound(word) for word in words})
    slips = {text for word in words for text in (word, *_deletions(word), *ROOTS.get(word, ()))}
    pairs = {f"{one} {other}" for place, one in enumerate(sounds) for other in sounds[place + 1 :]}
    kinds = (("slip", slips), ("sound", sounds), ("pair", pairs))
    return frozenset(token(secrets, prefix + kind, text) for kind, texts in kinds for text in texts)


def _sound(word: str) -> str:
    """How a word sounds to an English ear (Metaphone); words in other alphabets are compared as they are written."""
    return (jellyfish.metaphone(word) if word.isascii() else "") or word


def _deletions(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word))) if len(word) >= SHORTEST_WITH_SLIPS else ()


def _fragments(plain: str) -> Iterator[str]:
    for length in range(SHORTEST_FRAGMENT, min(len(plain), LONGEST_FRAGMENT) + 1):
        for start in range(len(plain) - length + 1):
            yield plain[start : start + length]


def _numbers(text: str) -> Iterator[str]:
    for match in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
        yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)


def _plain_email(email: str) -> str:
    return unicodedata.normalize("NFKC", email).strip().casefold()
