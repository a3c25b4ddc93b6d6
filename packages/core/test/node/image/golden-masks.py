"""Makes golden-masks.json: mask files of every kind that docs/data.md lists, and where NumPy 2.4.6 finds the defect in what
Pillow 13.0.0 reads of them; null where they are refused. Run in this folder: python golden-masks.py > golden-masks.json"""
import base64
import io
import json
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

goldens = []
SIDE = 48


def saved(image, format='PNG', **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def png(values, colour):
    """A 16-bit PNG, which Pillow does not write in colour."""
    height, width = values.shape[:2]

    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))

    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in values)
    header = struct.pack('>IIBBBBB', width, height, 16, colour, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def runs(marked):
    """Lengths of runs of 0 and 1 in turn, of 0 first."""
    ends = np.flatnonzero(np.diff(np.r_[0, marked, 1 - marked[-1]].astype(int)))
    return np.diff(np.r_[0, ends]).tolist()


def add(row, file, marked):
    """`row` is the first cell of a row in docs/data.md."""
    goldens.append({'row': row, 'file': base64.b64encode(file).decode()} | ({'refused': True} if marked is None else {
        'height': marked.shape[0], 'width': marked.shape[1], 'runs': runs(marked.ravel() != 0)}))


def grey(values):
    return Image.fromarray(np.asarray(values, np.uint8))


def shapes(size=SIDE):
    """A disc, a bar and a single pixel."""
    image = Image.new('L', (size, size))
    draw = ImageDraw.Draw(image)
    draw.ellipse((size * 0.1, size * 0.15, size * 0.45, size * 0.5), fill=255)
    draw.rectangle((size * 0.6, size * 0.2, size * 0.7, size * 0.9), fill=255)
    draw.point((size // 4, size * 3 // 4), fill=255)
    return image


def read(file):
    return np.asarray(Image.open(io.BytesIO(file)).convert('L')).astype(float)


def above_half(file):
    values = read(file)
    return values >= (values.min() + values.max()) / 2


two = np.asarray(shapes()) > 0

row = '0 and one other value, however dark'
for value in (255, 1, 90):
    add(row, saved(grey(two * value)), two)
add(row, png((two * 256)[..., None], 0), two)

row = 'numbers of kinds, 0 to 15'
kinds = two * (1 + np.arange(SIDE)[None, :] % 15)
add(row, saved(grey(kinds)), two)
add(row, png(kinds[..., None], 0), two)

row = 'bright values of several kinds'
add(row, saved(grey(two * (236 + np.arange(SIDE)[None, :] % 20))), two)

row = 'two values as JPEG'
for quality in (50, 75, 95):
    add(row, saved(shapes(), 'JPEG', quality=quality), two)
add(row, saved(shapes().convert('RGB'), 'JPEG', quality=75), two)

row = 'smooth edges'
file = saved(shapes(8 * SIDE).resize((SIDE, SIDE), Image.BOX))
add(row, file, above_half(file))
file = saved(shapes().filter(ImageFilter.GaussianBlur(1)))
add(row, file, above_half(file))

row = 'scaled'
for size in (31, 200):
    for resample in (Image.BILINEAR, Image.BICUBIC, Image.NEAREST):
        file = saved(shapes().resize((size, size), resample))
        add(row, file, above_half(file))

row = 'colours'
red_and_blue = np.zeros((SIDE, SIDE, 3), np.uint8)
red_and_blue[..., 0] = 255 * two
red_and_blue[:, :SIDE // 2] = red_and_blue[:, :SIDE // 2, ::-1]
add(row, saved(Image.fromarray(red_and_blue)), two)
add(row, png(red_and_blue.astype(int) * 257, 2), two)

row = 'transparent pixels'
clear = np.full((SIDE, SIDE, 4), 255, np.uint8)
clear[..., 3] = np.asarray(shapes(8 * SIDE).resize((SIDE, SIDE), Image.BOX))
add(row, saved(Image.fromarray(clear)), clear[..., 3] >= 127.5)
add(row, png(clear.astype(int) * 257, 6), clear[..., 3] >= 127.5)
add(row, png(np.stack([clear[..., 0], clear[..., 3]], -1).astype(int) * 257, 4), clear[..., 3] >= 127.5)

row = 'one value other than 0'
add(row, saved(grey(np.full((SIDE, SIDE), 200))), np.ones((SIDE, SIDE)))

row = 'black'
add(row, saved(grey(np.zeros((SIDE, SIDE)))), np.zeros((SIDE, SIDE)))

row = 'an area of one grey in between'
two_kinds = np.where(np.arange(SIDE)[None, :] < SIDE // 2, 100, 255) * two
add(row, saved(grey(two_kinds)), None)
add(row, saved(grey(two_kinds), 'JPEG', quality=75), None)

row = 'a photograph'
y, x = np.mgrid[:SIDE, :SIDE]
photograph = 120 + 60 * np.sin(x / 5) * np.cos(y / 7) + np.random.default_rng(0).normal(0, 20, (SIDE, SIDE))
add(row, saved(grey(photograph.clip(0, 255))), None)

print('[\n' + ',\n'.join(json.dumps(golden) for golden in goldens) + '\n]')
