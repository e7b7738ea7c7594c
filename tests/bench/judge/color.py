"""CIEDE2000, written again from Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula" (2005), for the judge."""

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[np.float64]


def lab_of(srgb: Colors) -> Colors:
    """(N, 3) L*a*b* (D65 reference white, 2°) of sRGB values 0-255 (N, 3), which need not be whole numbers."""
    share = np.clip(srgb / 255.0, 0.0, 1.0)
    linear = np.where(share > 0.04045, ((share + 0.055) / 1.055) ** 2.4, share / 12.92)
    to_xyz = np.array(  # IEC 61966-2-1
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    ratio = (linear @ to_xyz.T) / to_xyz.sum(axis=1)
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = bent.T
    return np.column_stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def delta_e(first: Colors, second: Colors) -> NDArray[np.float64]:
    """(N,) ΔE00 between L*a*b* colours (N, 3), all weights 1; equation numbers are the paper's."""
    mean_chroma = (np.hypot(first[:, 1], first[:, 2]) + np.hypot(second[:, 1], second[:, 2])) / 2  # (3)
    gain = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))  # 1 + G of (4)
    a1, a2 = gain * first[:, 1], gain * second[:, 1]  # (5)
    chroma1, chroma2 = np.hypot(a1, first[:, 2]), np.hypot(a2, second[:, 2])  # (6)
    hue1, hue2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, first[:, 2]), (a2, second[:, 2])))  # (7)
    lacking = chroma1 * chroma2 == 0
    apart = (hue2 - hue1 + 180) % 360 - 180  # (10), except that exactly opposite hues come out as -180
    apart = np.where((apart == -180) & (hue2 > hue1), 180.0, apart)
    apart[lacking] = 0
    d_light, d_chroma = second[:, 0] - first[:, 0], chroma2 - chroma1  # (8), (9)
    d_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(apart / 2))  # (11)
    light, chroma = (first[:, 0] + second[:, 0]) / 2, (chroma1 + chroma2) / 2  # (12), (13)
    total = hue1 + hue2
    hue = np.where(np.abs(hue1 - hue2) <= 180, total / 2, np.where(total < 360, total / 2 + 180, total / 2 - 180))
    hue = np.where(lacking, total, hue)  # (14)
    wave = 1.0
    for weight, times, shift in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63)):  # (15)
        wave = wave + weight * np.cos(np.radians(times * hue + shift))
    turn = 30 * np.exp(-(((hue - 275) / 25) ** 2))  # (16)
    crowd = 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))  # (17)
    from_gray = (light - 50) ** 2
    s_light = 1 + 0.015 * from_gray / np.sqrt(20 + from_gray)  # (18)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * wave  # (19), (20)
    tilt = -np.sin(np.radians(2 * turn)) * crowd  # (21)
    c, h = d_chroma / s_chroma, d_hue / s_hue
    return np.sqrt(np.maximum((d_light / s_light) ** 2 + c**2 + h**2 + tilt * c * h, 0.0))  # (22)
