"""The people around one complaint of after-sales."""

from typing import Any

import pytest

from apps.customers.models import Vehicle
from tests.complaints.stages import People, customer_of


@pytest.fixture
def team(
    house: Any, lin: Any, du: Any, zhou: Any, fang: Any, han: Any, song: Any, zhang: Any, gao: Any, noon: Any
) -> People:
    customer = customer_of(house.store, now=noon)
    vehicle = Vehicle.objects.create(
        store=house.store, vin="LSVAB4182E2104482", plate="豫A7K3Q9", model="朗逸 1.5L"
    )
    return People(
        lin=lin, du=du, zhou=zhou, fang=fang, song=song, zhang=zhang, aftersales=house.aftersales,
        customer=customer, vehicle=vehicle,
    )  # fmt: skip
