from decimal import Decimal

import pytest

from kernel.money import CurrencyMismatch, Money, format_money, round_half_up, sum_money


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1.004999", "1.00")],
)
def test_half_a_cent_is_rounded_away_from_zero(amount: str, rounded: str) -> None:
    assert round_half_up(Decimal(amount)) == Decimal(rounded)


def test_a_currency_without_cents_is_rounded_to_its_own_unit() -> None:
    assert round_half_up(Decimal("1234.5"), "JPY") == Decimal("1235")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "USD") + Money(Decimal(1), "EUR")
    with pytest.raises(CurrencyMismatch):
        sum_money([Money(Decimal(1), "EUR")], "USD")


def test_a_float_is_no_money() -> None:
    with pytest.raises(TypeError):
        Money(1.1, "USD")  # type: ignore[arg-type]


def test_money_is_written_as_people_write_it() -> None:
    assert format_money(Money(Decimal("1290"), "USD")) == "$1,290.00"
    assert format_money(Money(Decimal("1290"), "EUR"), "de_DE") == "1.290,00\xa0€"
