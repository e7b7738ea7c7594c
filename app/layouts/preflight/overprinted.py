"""A copy in which nothing knocks out: what the plates would be if everything overprinted.

The difference to the plates of the file itself is what is knocked out, whatever it was made with (layout2d §1.4).
"""

from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from app.layouts.preflight.objects import entries, get, name, resources_of

OURS = "/StatuetteOverprint"


def write_overprinted(pdf: Pdf, path: Path) -> None:
    """Write the copy. Changes ``pdf``, which must not be used after it.

    OPM is 0 in the copy: process inks still replace process inks, and only plates of their own are kept apart.
    """
    for each in pdf.objects:
        if isinstance(each, Stream):
            _resources(get(each, "/Resources"))
        elif isinstance(each, Dictionary):
            if name(get(each, "/Type")) == "ExtGState" or get(each, "/op") is not None or get(each, "/OP") is not None:
                _overprint(each)
            _resources(get(each, "/Resources"))
            _resources(each)
    for page in pdf.pages:
        resources = resources_of(page.obj)
        if resources is None:
            resources = Dictionary()
            page.obj["/Resources"] = resources
        states = get(resources, "/ExtGState")
        if not isinstance(states, Dictionary):
            states = Dictionary()
            resources["/ExtGState"] = states
        states[OURS] = Dictionary(Type=Name.ExtGState, op=True, OP=True, OPM=0)
        before, contents = Stream(pdf, OURS.encode() + b" gs\n"), page.obj.get("/Contents")
        page.obj["/Contents"] = Array(
            [pdf.make_indirect(before), *(list(contents) if isinstance(contents, Array) else [contents])]
        )
    pdf.save(path, encryption=False, fix_metadata_version=False)


def _resources(resources: object) -> None:
    states = get(resources, "/ExtGState")
    if isinstance(states, Dictionary):
        for _, state in entries(states):
            if isinstance(state, Dictionary):
                _overprint(state)


def _overprint(state: Dictionary) -> None:
    for key in ("/op", "/OP"):
        if get(state, key) is not None:
            state[key] = True
    if get(state, "/OPM") is not None:
        state["/OPM"] = 0
