"""3MF as other programs write it: what they add to the format, or repeat, must not keep their models out."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import trimesh

from app.errors import FileRefusedError
from app.jobs.progress import silent
from app.mesh.loading import load

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="{target}" '
    'Id="rel-1" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<model unit="millimeter" xml:lang="en-US" xmlns="{core}" {more}>'
UUID = "0000000{}-61cb-4c03-9d28-80fed5dfa1dc"
PLACE = "1 0 0 0 1 0 0 0 1 5 5 0"
VERTICES = (
    '<vertices><vertex x="0" y="0" z="0"/><vertex x="9" y="0" z="0"/><vertex x="0" y="9" z="0"/><vertex x="0" y="0" z="9"/>'
    "</vertices>"
)


def mesh(painted: str = "") -> str:
    """A tetrahedron; ``painted``: one more attribute of its first triangle."""
    faces = ((0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3))
    more = f' {painted}="4"' if painted else ""
    rows = [f'<triangle v1="{a}" v2="{b}" v3="{c}"{more if not i else ""}/>' for i, (a, b, c) in enumerate(faces)]
    return f"<mesh>{VERTICES}<triangles>{''.join(rows)}</triangles></mesh>"


def prusa() -> dict[str, str]:
    head = HEAD.format(core=CORE, more='xmlns:slic3rpe="http://schemas.slic3r.org/3mf/2017/06"')
    return {
        "3D/3dmodel.model": f'{head}<metadata name="slic3rpe:Version3mf">1</metadata><metadata name="Title">a</metadata>'
        f'<metadata name="Application">PrusaSlicer-2.8.0</metadata><resources><object id="1" type="model">'
        f"{mesh('slic3rpe:mmu_segmentation')}</object></resources>"
        f'<build><item objectid="1" transform="{PLACE}" printable="1"/></build></model>'
    }


def bambu() -> dict[str, str]:
    more = f'xmlns:BambuStudio="http://schemas.bambulab.com/package/2021" xmlns:p="{PRODUCTION}" requiredextensions="p"'
    head = HEAD.format(core=CORE, more=more)
    version = '<metadata name="BambuStudio:3mfVersion">1</metadata>'
    return {
        "3D/3dmodel.model": f'{head}<metadata name="Application">BambuStudio-01.09.05.51</metadata>{version}'
        f'<resources><object id="2" p:UUID="{UUID.format(1)}" type="model"><components>'
        f'<component p:path="/3D/Objects/object_1.model" objectid="1" p:UUID="{UUID.format(2)}"/></components>'
        "</object></resources>"
        f'<build p:UUID="{UUID.format(3)}"><item objectid="2" p:UUID="{UUID.format(4)}" transform="{PLACE}" printable="1"/>'
        "</build></model>",
        "3D/Objects/object_1.model": f'{head}{version}<resources><object id="1" p:UUID="{UUID.format(5)}" type="model">'
        f"{mesh('paint_color')}</object></resources><build/></model>",
        "3D/_rels/3dmodel.model.rels": RELATIONSHIPS.format(target="/3D/Objects/object_1.model"),
        "Metadata/model_settings.config": "<config/>",
    }


def cura() -> dict[str, str]:
    head = HEAD.format(core=CORE, more='xmlns:cura="http://software.ultimaker.com/xml/cura/3mf/2015/10"')
    return {
        "3D/3dmodel.model": f'{head}<metadata name="Application">UltiMaker Cura 5.8.0</metadata><resources>'
        f'<object id="1" type="model" name="a.stl"><metadatagroup><metadata name="cura:drop_to_buildplate" preserve="true" '
        f'type="xs:boolean">True</metadata></metadatagroup>{mesh()}</object></resources>'
        f'<build><item objectid="1" transform="{PLACE}"/></build></model>'
    }


def packed(folder: Path, parts: dict[str, str]) -> Path:
    path = folder / "it.3mf"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONSHIPS.format(target="/3D/3dmodel.model"))
        for name, content in parts.items():
            package.writestr(name, content)
    return path


@pytest.mark.parametrize("parts", [prusa, bambu, cura])
def test_files_of_slicers_are_read(tmp_path: Path, parts: Callable[[], dict[str, str]]) -> None:
    read = load(packed(tmp_path, parts()), silent())
    assert read.mesh.faces.shape == (4, 3)
    assert read.mesh.vertices.min(axis=0).tolist() == [5, 5, 0]
    assert read.unit == "mm"


def test_a_file_of_trimesh_is_read(tmp_path: Path) -> None:
    trimesh.creation.box((10, 20, 30)).export(tmp_path / "it.3mf")
    assert load(tmp_path / "it.3mf", silent()).mesh.size_mm.tolist() == [10, 20, 30]


def test_what_a_slicer_does_not_print_is_left_out_and_told(tmp_path: Path) -> None:
    parts = prusa()
    model = parts["3D/3dmodel.model"]
    parts["3D/3dmodel.model"] = model.replace("<build>", '<build><item objectid="1" printable="0"/>')
    read = load(packed(tmp_path, parts), silent())
    assert read.mesh.faces.shape == (4, 3)
    assert read.mesh.vertices.min(axis=0).tolist() == [5, 5, 0]
    assert any("does not print" in str(note) for note in read.notes)


VOLUMES = (
    '<?xml version="1.0" encoding="UTF-8"?><config><object id="1" instances_count="1"><volume firstid="0" lastid="3">'
    '<metadata type="volume" key="{key}" value="{value}"/></volume></object></config>'
)


@pytest.mark.parametrize(("key", "value"), [("volume_type", "SupportBlocker"), ("modifier", "1")])
def test_shapes_that_only_help_a_slicer_do_not_become_a_figurine(tmp_path: Path, key: str, value: str) -> None:
    parts = prusa() | {"Metadata/Slic3r_PE_model.config": VOLUMES.format(key=key, value=value)}
    with pytest.raises(FileRefusedError, match="helper shapes"):
        load(packed(tmp_path, parts), silent())


def test_what_slicers_note_of_the_figurine_itself_is_read(tmp_path: Path) -> None:
    parts = prusa() | {"Metadata/Slic3r_PE_model.config": VOLUMES.format(key="volume_type", value="ModelPart")}
    assert len(load(packed(tmp_path, parts), silent()).mesh.faces) == 4


def test_damage_is_found_behind_what_is_harmless(tmp_path: Path) -> None:
    """The library names the first complaint alone."""
    parts = bambu()
    broken = parts["3D/Objects/object_1.model"].replace(
        "</triangles>", '<triangle v1="0" v2="1" v3="2" pid="99" p1="0"/></triangles>'
    )
    parts["3D/Objects/object_1.model"] = broken
    with pytest.raises(FileRefusedError, match="No valid Model Resource"):
        load(packed(tmp_path, parts), silent())
