"""What people, copied texts and attackers put into a field (B4): families of strings, each made from its parts."""

import unicodedata
from collections.abc import Iterator
from itertools import product

WORDS = """
null NULL nil None undefined NaN Infinity -Infinity true True TRUE false False 0x0 0b1 0o7 __proto__ constructor
prototype hasOwnProperty toString then self this new delete select drop id pk csrfmiddlewaretoken next __init__
"""
NUMBERS = "0 1 00 1.0 1,5 1.2.3 1e3 1E309 . ٣ １２ ½ ² 1/0 2147483648 9999999999999999999999999"
SIGNS = ("", "-", "+", "--", "$", "￥", "%")
RAISE = "alert(document.domain)"
HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "onanimationstart")
TAGS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "video src=x",
    "details open",
    "iframe srcdoc=x",
    "marquee",
)
WHOLE_TAGS = f"""
<script>{RAISE}</script>
<script src=//127.0.0.1/x.js></script>
<ScRiPt>{RAISE}</sCrIpT>
<scr<script>ipt>{RAISE}</scr</script>ipt>
<a href=javascript:{RAISE}>x</a>
<a href='data:text/html,<script>{RAISE}</script>'>x</a>
<base href=//127.0.0.1/>
<style>*{{display:none}}</style>
<!-- <b> -->
<link rel=stylesheet href=//127.0.0.1/x.css>
<meta http-equiv=refresh content=0>
<form action=//127.0.0.1>
<math><mtext></form><form><mglyph><style></math><img src onerror={RAISE}>
<button hx-get=/ hx-trigger=load>x</button>
<b data-x=y>
</textarea>
</title>
</form>
<plaintext>
<xmp>
<template>
<noscript>
""".strip().splitlines()
BREAKS = (
    "",
    '"',
    "'",
    "`",
    '">',
    "'>",
    "-->",
    "]]>",
    "</script>",
    "</textarea>",
    "</title>",
    '" x="',
    "\\",
    '\\"',
)
TEMPLATES = """
{{7*7}}  {{ request.user }}  {% load static %}  {% csrf_token %}  {# x #}  ${7*7}  #{7*7}  <%= 7*7 %>  %s  %d  %n  %%
%(name)s  {0}  {name}  {}  $name  $$  $(id)  `id`  {{constructor}}  @{7*7}  ; id  | id  && id  || id  > x  < x  & id &
*  ~  !!  -rf /  --help  =()
"""
QUERIES = r"""
' OR '1'='1  '; DROP TABLE customers_customer; --  " OR ""="  1; SELECT pg_sleep(9)  ') OR ('a'='a  \' OR 1=1  --  #
' UNION SELECT NULL--  /* x */  ';SHUTDOWN;--  LIKE '%_%'  %  _  [a-z]  \%  E'\\x00'  ::text
"""
MARKUP = """
<?xml version="1.0"?>  <!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>  <![CDATA[x]]>  &lt;b&gt;
&amp;amp;  &#60;script&#62;  &#x3c;  &nbsp;  &  &&  &;  &notanentity;  {"a":  [[]]  {}  {"$ne":null}  # x  ```  |a|b|
[link](javascript:alert(1))  ![x](//127.0.0.1)
"""
UP = ("../", "..\\", "%2e%2e%2f", "..%2f", "....//", "..;/", "\uff0e\uff0e\uff0f")
FILES = (
    "etc/passwd",
    "windows/win.ini",
    "settings.py",
    "CON",
    "NUL.txt",
    "LPT1",
    "a:b",
    "file\u202etxt.exe",
    ".",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠")
CALLS = ("1+1", 'HYPERLINK("x")', "cmd|' /C calc'!A0")
HEADERS = (
    "\r\nSet-Cookie: a=b",
    "%0d%0aLocation: //127.0.0.1",
    "\nBcc: x@127.0.0.1",
    "\u560a\u560dX: y",
    "a\r\n\r\nb",
)
TERMINAL = ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J", "a\x07", "\x08\x08\x08a", "\x7fa")
LINE_ENDS = ("\r", "\n", "\r\n", "\n\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
INVISIBLE = [
    chr(code) for code in (*range(0x2000, 0x2010), *range(0x202A, 0x2030), *range(0x205F, 0x2070))
] + list(
    "\u00a0\u00ad\u034f\u061c\u115f\u180e\u2800\u3000\u3164\ufe0f\ufeff\uffa0\ufff9\ufffc\ufffd\ufffe\uffff\U000e0001"
)
BLOCKS = (
    range(0x00A1, 0x1100, 0x60), range(0x1100, 0x3100, 0x100), range(0x3100, 0x10000, 0x700),
    range(0x10000, 0x1F000, 0x1000), range(0x1F300, 0x1FB00, 0x80), range(0x20000, 0x31000, 0x2000),
)  # fmt: skip
JOINER, LIGHT, DARK = "\u200d", "\U0001f3fb", "\U0001f3ff"
PEOPLE = [
    "".join((first, skin, JOINER, second))
    for first, second in product("👨👩", "🚀⚕🌾")
    for skin in (LIGHT, DARK)
]
SIGHTS = """
🇨🇳🇨 1️⃣ ❤️ 👍👍👍👍👍👍👍👍👍 e\u0301 é ﬁ ß ẞ İ ı ſ K Ω ㎏ ㈱ 𝒜𝓃𝓃 ʇxǝʇ 𠮷野家 龘靐齉爩 䶮 〇 々 ﷺ ﷽ \u0e19\u0e49\u0e33
क्ष्म्य שָׁלוֹם مرحبا a\u202eb\u202cc \u2067x\u2069
"""


def hostile_strings() -> list[str]:
    """All of them, each once and none only of blanks; without NUL, which is refused on its own."""
    return [text for text in dict.fromkeys(_all()) if text.strip()]


def _all() -> Iterator[str]:
    yield from (*WORDS.split(), *WHOLE_TAGS, *HEADERS, *TERMINAL, *PEOPLE, *SIGHTS.split())
    yield from (part for family in (TEMPLATES, QUERIES, MARKUP) for part in _apart(family))
    yield from (sign + number for sign, number in product(SIGNS, NUMBERS.split()))
    yield from (f"<{tag} {handler}={RAISE}>" for tag, handler in product(TAGS, HANDLERS))
    yield from (f"{before}<img src=x onerror={RAISE}>" for before in BREAKS)
    yield from (up * 3 + file for up, file in product(UP, FILES))
    yield from (sign + call for sign, call in product(FORMULA_SIGNS, CALLS))
    yield from (f"a{one}b" for one in (*LINE_ENDS, *INVISIBLE))
    yield from (f"{one}both ends{one}" for one in INVISIBLE)
    yield from (_neighbours(code) for block in BLOCKS for code in block)
    yield from ("客" + "".join(map(chr, range(0x300, 0x300 + count))) for count in (1, 5, 40, 110))
    yield from (letter * length for letter, length in product("a王😀\u0301", (31, 256, 4000)))


def _apart(family: str) -> Iterator[str]:
    """Its members stand two blanks or a line apart."""
    for line in family.strip().splitlines():
        yield from line.split("  ")


def _neighbours(code: int) -> str:
    """Twelve characters from `code` on, as far as they are characters."""
    return "".join(
        chr(one) for one in range(code, code + 12) if unicodedata.category(chr(one)) not in ("Cn", "Cs")
    )
