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

OPEN3D = (
    "Open3D (MIT), with Embree (Apache-2.0), oneTBB (Apache-2.0), oneMKL (Intel Simplified Software License), Assimp (BSD), "
    "Filament (Apache-2.0), FFmpeg (LGPL-2.1-or-later), libusb (LGPL-2.1-or-later), librealsense (Apache-2.0)"
)
# What comes inside single files of wheels and has to be named.
INSIDE = {
    "pyside6-essentials": "Qt 6 (LGPL-3.0-only), with ICU (Unicode-3.0), HarfBuzz, FreeType (FTL), libpng, PCRE2 (BSD), zlib",
    "vtk": "VTK (BSD-3-Clause), with its third-party libraries under permissive licences",
    "open3d-cpu": OPEN3D,
    "open3d": OPEN3D,
    "llvmlite": "LLVM (Apache-2.0 WITH LLVM-exception)",
    "opencv-python-headless": "FFmpeg (LGPL-2.1-or-later), built without GPL parts; OpenSSL (OpenSSL licence)",
    "matplotlib": "the font DejaVu Sans (Bitstream Vera licence)",
    "qtawesome": "the icon font Material Design Icons 6 (Apache-2.0)",
}  # fmt: skip

# Licence texts that packages only name: Debian has them.
TEXTS = ("Apache-2.0", "LGPL-3", "GPL-3", "LGPL-2.1", "MPL-2.0")
