"""Golden digests: XXH64 by python-xxhash 4.1.0, seeded as digest.ts says.

pip install xxhash; python golden-digests.py
"""

import xxhash


def seed(height, width, channels):
    return (height << 34) ^ (width << 4) ^ channels


def values(count):
    return bytes((i * 37 + (i >> 8)) % 256 for i in range(count))


for height, width, channels in [(1, 1, 1), (4, 5, 3), (600, 700, 3)]:
    data = values(height * width * channels)
    digest = xxhash.xxh64_intdigest(data, seed=seed(height, width, channels))
    print(f"  [[{height}, {width}, {channels}], {digest}n],")
