"""What stays out of the runtime, as data. Paths are below site-packages; the same rules serve Linux and Windows.

Each rule was made by looking at what the program loads: `imports.py` tries every import of app/ afterwards, and the
packaged program does its main jobs before an installer leaves.
"""

from __future__ import annotations

# Locked packages that nothing at run time imports, each with whose wish it was.
LEFT_OUT = frozenset(
    {
        "trimesh",  # tests and benchmarks compare with it
        "networkx", "imageio", "tifffile",  # scikit-image's graphs and readers
        "configargparse", "pybind11", "pycparser",  # Open3D's and cffi's tools for developers
        "cyclopts", "rich", "rich-rst", "docstring-parser", "attrs", "markdown-it-py", "mdurl", "pygments",  # pyvista's command
        "requests", "charset-normalizer",  # pooch's downloads of sample data
    }
)  # fmt: skip

# Files and folders that go; a pattern of pathlib's.
DROPPED = (
    # for developers: headers, stubs, sources of extensions, static libraries, commands
    "bin", "include", "lib64", "lib", "etc", "share", "Scripts",
    "**/*.pyi", "**/*.pxd", "**/*.pyx", "**/*.pxi", "**/*.h", "**/*.hpp", "**/*.hh", "**/*.c", "**/*.cpp", "**/*.cc",
    "**/*.a", "**/*.lib", "**/*.cmake", "**/*.pc", "**/*.pdb", "**/py.typed", "**/*.map", "**/*.orig", "**/*.in",
    "**/__pycache__", "**/*.pyc",
    # tests (numpy.testing and unittest-like helpers that packages import are called otherwise)
    "**/tests", "**/test", "**/conftest.py",
    "numba/cuda", "numpy/f2py/src", "numpy/f2py/tests", "numpy/_core/lib", "numpy/random/lib", "numpy/_pyinstaller", "numba/pycc",
    # Qt: what the window is not made of
    "PySide6/Qt/qml", "PySide6/Qt/metatypes", "PySide6/Qt/libexec", "PySide6/qml", "PySide6/metatypes", "PySide6/resources",
    "PySide6/doc", "PySide6/glue", "PySide6/lib", "PySide6/scripts", "PySide6/typesystems", "PySide6/include",
    "PySide6/assistant*", "PySide6/designer*", "PySide6/linguist*", "PySide6/lrelease*", "PySide6/lupdate*",
    "PySide6/qml*", "PySide6/svgtoqml*", "PySide6/*.exe",
    # VTK: its web, parallel and test sides
    "vtkmodules/web", "vtkmodules/test", "vtkmodules/gtk", "vtkmodules/tk", "vtkmodules/wx", "vtk.py", "vtkmodules/all.py",
    # Open3D: its window, notebooks, learning and examples
    "open3d/*_ops.so", "open3d/_ml3d", "open3d/examples", "open3d/labextension", "open3d/nbextension", "open3d/resources",
    "open3d/agent_skills", "open3d/web_visualizer.py", "open3d/app.py", "open3d/tools", "open3d/include",
    # others
    "cv2/data", "cv2/gapi", "cv2/typing",
    "pyvista/examples", "pyvista/trame", "pyvista/ext", "pyvista/demos", "pyvista/report",
    "matplotlib/backends/web_backend", "matplotlib/mpl-data/sample_data", "matplotlib/mpl-data/images",
    "matplotlib/mpl-data/fonts/afm", "matplotlib/mpl-data/fonts/pdfcorefonts", "pylab.py",
    "pypdfium2_cli", "sqlalchemy/testing", "securesystemslib/_vendor/ed25519/test_data",
    "lxml/objectify*", "lxml/html", "lxml/isoschematron",
    "sqlalchemy/dialects/mssql", "sqlalchemy/dialects/mysql", "sqlalchemy/dialects/oracle",
)  # fmt: skip

# What stays all the same: stubs that are read at run time (lazy_loader).
KEPT = ("skimage/*.pyi", "skimage/*/*.pyi", "pyvista/*.pyi")

# Where a folder keeps only some of its files: (pattern of all, patterns that stay).
ONLY = (
    # Languages of the program and of whoever writes a number in it
    ("babel/locale-data/*.dat", ("root.dat", "en.dat", "en_001.dat", "en_US.dat", "en_GB.dat", "zh*.dat")),
    ("PySide6/Qt/translations/*", ("qtbase_en.qm", "qtbase_zh_CN.qm")),
    ("PySide6/translations/*", ("qtbase_en.qm", "qtbase_zh_CN.qm")),
    # The one icon font that app/gui/base/icons.py reads; and the one without which matplotlib does not start
    ("qtawesome/fonts/*", ("materialdesignicons6-*",)),
    ("matplotlib/mpl-data/fonts/ttf/*", ("DejaVuSans.ttf", "LICENSE*")),
    # Qt's plug-ins, by kind
    ("PySide6/**/plugins/*", (
        "platforms", "imageformats", "iconengines", "platforminputcontexts", "platformthemes", "printsupport", "styles",
        "xcbglintegrations", "wayland-decoration-client", "wayland-graphics-integration-client", "wayland-shell-integration",
    )),
    ("PySide6/**/plugins/platforms/*", ("libqxcb*", "libqwayland*", "libqoffscreen*", "qwindows*", "qoffscreen*")),
    ("PySide6/**/plugins/imageformats/*", ("*qjpeg*", "*qsvg*", "*qico*", "*qgif*", "*qwebp*", "*qtiff*")),
    ("PySide6/**/plugins/platforminputcontexts/*", ("libcompose*", "libibus*")),
    # SciPy without statistics, signals, files, splines and integrals; of scikit-image the outline finder
    ("scipy/*", (
        "__*", "_*", "version*", "constants", "fft", "linalg", "ndimage", "optimize", "sparse", "spatial", "special",
    )),
    # of matplotlib what pyvista imports: nothing is drawn with it
    ("matplotlib/backends/*", ("__init__*", "_backend_agg*", "backend_agg*", "registry*")),
    ("skimage/*", ("__init__*", "_shared", "measure")),
    ("skimage/measure/*", ("__init__*", "_find_contours*")),
)  # fmt: skip

# Shared libraries of these folders stay only where something that stays needs them: (folder, patterns of what is asked
# for by name from Python or as a plug-in).
QT = (
    "QtCore",
    "QtGui",
    "QtWidgets",
    "QtSvg",
    "QtSvgWidgets",
    "QtOpenGL",
    "QtOpenGLWidgets",
    "QtPrintSupport",
)
# What pyvista imports when a picture is made, and what app/ imports itself. pyvista's filters ask for more when they are
# called, and nothing calls them: meshes are worked on by app/mesh.
VTK = (
    "vtkChartsCore", "vtkCommonColor", "vtkCommonCore", "vtkCommonDataModel", "vtkCommonExecutionModel", "vtkCommonMath",
    "vtkCommonMisc", "vtkCommonSystem", "vtkCommonTransforms", "vtkFiltersCore", "vtkFiltersGeneral", "vtkFiltersPython",
    "vtkFiltersSources", "vtkIOCore", "vtkIOImage", "vtkImagingCore", "vtkImagingMath", "vtkImagingSources",
    "vtkInteractionStyle", "vtkInteractionWidgets", "vtkParallelCore", "vtkPythonContext2D", "vtkRenderingAnnotation",
    "vtkRenderingContext2D", "vtkRenderingContextOpenGL2", "vtkRenderingCore", "vtkRenderingFreeType",
    "vtkRenderingHyperTreeGrid", "vtkRenderingLabel", "vtkRenderingMatplotlib", "vtkRenderingOpenGL2", "vtkRenderingUI",
    "vtkRenderingVolume", "vtkRenderingVolumeOpenGL2", "vtkViewsContext2D",
)  # fmt: skip
NEEDED_ONLY = (
    ("PySide6", (*(f"{name}.*" for name in QT), "plugins/*", "opengl32sw.dll", "libEGL*", "libGLESv2*")),
    ("vtkmodules", tuple(f"{name}.*" for name in VTK)),
    # wheels for Windows keep VTK's libraries here
    ("vtk.libs", ()),
)

# Packages whose sources ship beside their byte code: under the LGPL, whoever has the program may change them; and files that
# are read as text (OpenCV's table of folders, what anyio imports late).
WITH_SOURCES = ("psycopg", "psycopg_binary", "PySide6", "shiboken6", "zeroconf", "pi_heif", "anyio", "cv2")
