from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from glossary.store import ordering

orders = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(orders, orders)
def test_the_older_order_comes_back(old: list[str], new: list[str]) -> None:
    assert ordering.undone(new, ordering.splices(old, new)) == old


@given(orders, orders)
def test_what_did_not_move_is_in_both_in_the_same_order(old: list[str], new: list[str]) -> None:
    moved = ordering.moved(old, new)
    assert [id for id in old if id in new and id not in moved] == [id for id in new if id in old and id not in moved]


@given(orders)
def test_an_order_that_stayed_needs_nothing(order: list[str]) -> None:
    assert ordering.splices(order, order) == []
    assert ordering.moved(order, order) == ()


def test_one_that_went_to_the_front_is_all_that_moved() -> None:
    assert ordering.moved("abcdef", "fabcde") == ("f",)
    assert ordering.splices(list("abcdef"), list("fabcde")) == [(0, 1, []), (6, 6, ["f"])]


def test_large_orders_take_no_time() -> None:
    old = [f"c{number}" for number in range(50_000)]
    new = random.Random(7).sample(old, len(old))
    began = time.perf_counter()
    assert ordering.undone(new, ordering.splices(old, new)) == old
    assert ordering.undone(old[::-1], ordering.splices(old, old[::-1])) == old
    assert time.perf_counter() - began < 10  # a quadratic way takes minutes
