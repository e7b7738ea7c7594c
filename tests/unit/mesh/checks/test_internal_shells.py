"""Shells inside shells: hollows that were meant are told from what is left over."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.checks import ALL, internal_shells
from app.mesh.inspection import Inspection
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, uv_sphere


def look(mesh: Mesh) -> Finding:
    return internal_shells.CHECK.finding(Inspection(mesh, find_process(None), 40.0, silent()))


def test_a_body_within_the_body():
    inner = icosphere(5.0)
    finding = look(together(icosphere(20.0), inner))
    assert (finding.count, finding.severity, finding.passed) == (1, "warns", False)
    assert finding.places.indices.tolist() == list(range(1280, 2560))
    assert finding.values["inside_cm3"] == pytest.approx(4 / 3 * np.pi * 0.125, rel=0.03)
    assert finding.values["hollows"] == 0


def test_a_clean_hollow_is_meant():
    finding = look(together(icosphere(20.0), inside_out(icosphere(5.0)), inside_out(moved(icosphere(3.0), (10, 0, 0)))))
    assert finding.passed
    assert finding.values["hollows"] == 2
    assert "clean hollows" in str(finding.message)


def test_a_body_that_rattles_in_a_hollow():
    finding = look(together(uv_sphere(20.0), inside_out(uv_sphere(15.0)), uv_sphere(4.0)))
    assert finding.count == 1
    assert finding.values["hollows"] == 1


def test_a_hollow_in_that_body_is_clean_again():
    nested = together(uv_sphere(20.0), inside_out(uv_sphere(15.0)), uv_sphere(8.0), inside_out(uv_sphere(4.0)))
    finding = look(nested)
    assert (finding.count, finding.values["hollows"]) == (1, 2)


def test_crossing_and_separate_bodies_are_not_inside():
    assert look(together(box(), box(at=(10, 10, 10)))).count == 0
    assert look(together(box(), box((5, 5, 5), at=(30, 0, 0)))).count == 0
    assert look(together(box(), box((5, 5, 30), at=(5, 5, 5)))).count == 0
    assert look(box()).count == 0
    assert look(box().keep_faces(np.zeros(0, np.int32))).count == 0


def test_it_is_part_of_the_report():
    assert "internal_shells" in {check.id for check in ALL}
