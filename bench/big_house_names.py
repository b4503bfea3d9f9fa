"""Names for a big house: few surnames are borne by many, three in a hundred are companies."""

from typing import Any

from pypinyin import lazy_pinyin

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英文华建国志海燕玲红梅波宁晓东方雪晨宇浩然子轩梓涵欣怡嘉豪俊峰玉云"
    "春秀荣金凤永庆生德福祥林森松柏青山河江川流石岩光辉耀星辰月阳旭日天地人和仁义礼智信忠孝廉耻勤俭诚实善良美好快"
    "安康健康宝珍珠琳琅璐瑶瑾瑜琪琦琼莹莉莎蓉蕾薇菲萍萌芸苗茜荷莲菊竹兴旺盛世昌隆达通顺利成功立业继承发扬新民主"
    "为思想念怀远进取拼搏奋斗胜凯旋飞翔鹏程万里鸿雁鹤群龙虎豹狮鹰威武雄壮坚毅刚果敢当先锋模范彦博学识才华艺精湛"
)
PLACES = "郑州 河南 洛阳 开封 新乡 许昌 南阳 商丘 北京 上海"
WORDS = "锐通 宏达 中原 华兴 金桥 瑞丰 鼎盛 恒信 天成 远航 博睿 嘉禾 东方 新世纪 大河"
TRADES = "物流 汽车租赁 建筑工程 商贸 科技 运输 餐饮管理 实业"
SORTS: dict[str, tuple[str, ...]] = {
    "surname": tuple(SURNAMES),
    "given": tuple(dict.fromkeys(GIVEN)),
    **{
        sort: tuple(words.split(" "))
        for sort, words in (("place", PLACES), ("word", WORDS), ("trade", TRADES))
    },
}
SIGNS = """
CREATE TEMP TABLE sign (sort text, no int, word text, read text);
INSERT INTO sign SELECT * FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[])
"""
# One row for each i with name and pinyin key, as `customers.rules.pinyin` makes it for names of one reading.
NAMES = """
SELECT i, company,
       CASE WHEN company THEN p.word || w.word || t.word || '有限公司' ELSE s.word || g.word || h.word END AS name,
       CASE WHEN company THEN replace(p.read || w.read || t.read || 'youxiangongsi', ' ', '') || ' ' ||
                 regexp_replace(p.read || ' ' || w.read || ' ' || t.read, '(\\S)\\S*\\s?', '\\1', 'g') || 'yxgs'
            WHEN h.word = '' THEN s.read || g.read || ' ' || left(s.read, 1) || left(g.read, 1) || ' ' || g.read || ' '
                 || left(g.read, 1)
            ELSE s.read || g.read || h.read || ' ' || left(s.read, 1) || left(g.read, 1) || left(h.read, 1) || ' '
                 || g.read || h.read || ' ' || left(g.read, 1) || left(h.read, 1) || ' ' || h.read || ' '
                 || left(h.read, 1) END AS pinyin
  FROM (SELECT i, i % 33 = 0 AS company, floor(:surname * power(random(), 2))::int AS s,
               floor(:given * power(random(), 1.5))::int AS g,
               CASE WHEN random() < 0.15 THEN -1 ELSE floor(:given * power(random(), 1.5))::int END AS h
          FROM generate_series(1::bigint, :rows) i) d
  JOIN sign s ON s.sort = 'surname' AND s.no = d.s
  JOIN sign g ON g.sort = 'given' AND g.no = d.g
  JOIN (SELECT no, word, read FROM sign WHERE sort = 'given' UNION ALL SELECT -1, '', '') h ON h.no = d.h
  JOIN sign p ON p.sort = 'place' AND p.no = i % :place
  JOIN sign w ON w.sort = 'word' AND w.no = i / 7 % :word
  JOIN sign t ON t.sort = 'trade' AND t.no = i / 3 % :trade
"""


def names() -> str:
    """The query over `sign`, still with `:rows` in it."""
    query = NAMES
    for sort, words in SORTS.items():
        query = query.replace(f":{sort}", str(len(words)))
    return query


def signs() -> list[list[Any]]:
    """The building blocks of names with their readings, as columns for SIGNS."""
    rows = [(sort, no, word) for sort, words in SORTS.items() for no, word in enumerate(words)]
    return [*map(list, zip(*rows, strict=True)), [" ".join(lazy_pinyin(word)) for _sort, _no, word in rows]]
