import numpy as np
import pytest

from app.mesh.srgb import coded_of, linear_from_srgb8, linear_of, srgb8_from_linear


def test_srgb_and_light_are_inverse() -> None:
    values = np.arange(256) / 255
    assert np.allclose(coded_of(linear_of(values)), values, atol=1e-9)
    assert linear_of(np.array([0.5]))[0] == pytest.approx(0.2140, abs=1e-4)


def test_they_keep_the_type_they_are_given() -> None:
    for kind in (np.float32, np.float64):
        assert coded_of(linear_of(np.array([0.01, 0.5], kind))).dtype == kind


def test_every_value_of_8_bits_comes_back() -> None:
    values = np.arange(256, dtype=np.uint8)
    assert (srgb8_from_linear(linear_from_srgb8(values)) == values).all()
