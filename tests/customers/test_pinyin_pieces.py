"""What a name is found by in pinyin, in the database: the pieces of all its words, and none over a space (S20)."""

import pytest
from django.db import connection

from apps.customers.rules.pinyin import pinyin_key

# One reading, two readings, a surname of two signs, a company's long word, nothing to read.
NAMES = ("蔡方宇", "单雪", "曾国华", "欧阳娜娜", "郑州市金水区永盛汽车销售服务有限公司", "O'Neil", "")


@pytest.mark.parametrize("name", NAMES)
def test_every_fragment_of_a_word_finds_the_name(db: None, name: str) -> None:
    key = pinyin_key(name)
    fragments = sorted(
        {
            word[start:end]
            for word in key.split()
            for start in range(len(word))
            for end in range(start + 3, 99)
        }
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customers_pinyin_pieces(%s), ARRAY(SELECT word FROM unnest(%s::text[]) word "
            "WHERE NOT customers_pinyin_pieces(%s) @> customers_pinyin_pieces_of(word))",
            [key, fragments, key],
        )
        pieces, missed = cursor.fetchone()
    assert missed == []
    assert all(len(piece) == 3 and " " not in piece for piece in pieces)
    assert {piece for piece in pieces if piece not in key} == set()
