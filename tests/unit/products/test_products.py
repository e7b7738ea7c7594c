import pytest

from app.products.product import Product, size_words
from app.products.table import ALL, PRODUCTS
from app.settings.process import load_processes
from app.settings.recipe import load_recipes


@pytest.mark.parametrize("product", ALL, ids=lambda p: p.id)
def test_what_a_product_names_is_there(product: Product) -> None:
    finishes = [finish for finish, _ in product.finishes]
    assert len(set(finishes)) == len(finishes)
    processes, recipes = load_processes(), load_recipes(None)
    for finish in finishes:
        process, recipe = product.process_of(finish), product.recipe_of(finish)
        if product.bench(finish) == "figurine":
            assert process in processes
            assert recipe in recipes
            assert (processes[process].color == "white") is (finish == "white")
        else:
            assert (process, recipe) == ("", "")
    assert {*product.kinds, *(product.process or {}), *product.recipes} <= set(finishes)


@pytest.mark.parametrize("product", ALL, ids=lambda p: p.id)
def test_sizes_are_told_apart(product: Product) -> None:
    assert len({size.id for size in product.sizes}) == len(product.sizes)
    for size in product.sizes:
        assert product.size(size.height_mm, size.width_mm) is size
        assert product.size(size.height_mm + 0.4, size.width_mm) is size
    assert product.size(None) is None
    assert product.size(123.4, 567.8) is None


def test_sizes_of_flat_things_have_a_width() -> None:
    for name in ("photo", "postcard"):
        assert all(size.width_mm for size in PRODUCTS[name].sizes)
    assert all(size.width_mm is None for size in PRODUCTS["figurine"].sizes)


def test_a_size_in_words() -> None:
    assert size_words(120) == "120 mm"
    assert size_words(100.0, 148.0) == "148 × 100 mm"
    assert size_words(12.5) == "12.5 mm"
    assert size_words(None) == ""


def test_what_is_not_offered_any_more_keeps_its_name() -> None:
    assert PRODUCTS["figurine"].finish_title("gold") == "gold"
    assert PRODUCTS["figurine"].base_title("cloud") == "cloud"
