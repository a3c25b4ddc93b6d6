"""Makes golden-images.json: tiny image files of every kind, and the pixels that Pillow 13.0.0 reads from them (NumPy 2.4.6
for 16 bits, which Pillow does not bring to 8; imagecodecs 2026.3.6 writes AVIF of 10 and 12 bits, which Pillow does not).
Run in this folder: python golden-images.py > golden-images.json"""
import base64
import io
import json
import struct
import zlib

import imagecodecs
import numpy as np
from PIL import Image, ImageOps

goldens = []


def pattern(*shape):
    i = np.arange(np.prod(shape))
    return ((i * i * 31 + i * 97 + (i // 5) * 53) % 256).astype(np.uint8).reshape(shape)


def blocks(*shape):
    """Each value of the pattern 8 × 8 times, so that JPEG keeps it."""
    return np.kron(pattern(*shape), np.ones((8, 8, 1), np.uint8))


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def png(values, colour):
    """A 16-bit PNG, which Pillow does not write in colour."""
    height, width = values.shape[:2]

    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))

    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in values)
    header = struct.pack('>IIBBBBB', width, height, 16, colour, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def laid_on_black(image):
    rgba = image.convert('RGBA')
    return Image.alpha_composite(Image.new('RGBA', image.size, (0, 0, 0, 255)), rgba).convert('RGB')


def add(name, file, pixels):
    pixels = np.asarray(pixels)
    shape = [*pixels.shape, 1][:3]
    goldens.append({'name': name, 'file': base64.b64encode(file).decode(), 'shape': shape, 'pixels': pixels.ravel().tolist()})


def add_deep(name, file, pixels):
    """Of 16 bits: the upper 8, and all of them over a range in 256 levels, rounded half up."""
    add(name, file, pixels >> 8)
    minimum, maximum = 20000, 40001
    within = np.clip(pixels.astype(np.int64), minimum, maximum) - minimum
    span = maximum - minimum
    levels = (2 * 255 * within + span) // (2 * span)
    clipped = ((pixels < minimum) | (pixels > maximum)).reshape(*pixels.shape[:2], -1).any(axis=2).mean()
    goldens[-1]['ranged'] = {'range': {'minimum': minimum, 'maximum': maximum}, 'pixels': levels.ravel().tolist(), 'clipped': clipped}
    goldens[-1]['own'] = {'minimum': int(pixels.min()), 'maximum': int(pixels.max())}


def opened(file):
    return Image.open(io.BytesIO(file))


for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    files = [('PNG', pattern(2, 3, 3), {}), ('WebP', pattern(2, 3, 3), {'lossless': True})]
    if orientation == 6:
        files.append(('JPEG', blocks(2, 3, 3), {'quality': 100, 'subsampling': 0}))
    for kind, image, options in files:
        file = saved(Image.fromarray(image), format=kind, exif=exif, **options)
        add(f'{kind}, EXIF orientation {orientation}', file, ImageOps.exif_transpose(opened(file)))

rgba = pattern(5, 7, 4)
rgba[:, ::3, 3] = 255
rgba[0, :, 3] = 0
for kind, options in [('PNG', {}), ('WebP', {'lossless': True, 'exact': True})]:
    file = saved(Image.fromarray(rgba), format=kind, **options)
    add(f'{kind}, RGB and alpha', file, laid_on_black(opened(file)))
file = saved(Image.fromarray(np.ascontiguousarray(rgba[:, :, 2:]), mode='LA'), format='PNG')
add('PNG, grey and alpha', file, np.asarray(laid_on_black(opened(file)))[:, :, 0])

palette = Image.new('P', (4, 2))
palette.putpalette([10, 20, 30, 200, 100, 50, 7, 7, 7, 255, 0, 255])
palette.putdata([0, 1, 2, 3, 3, 2, 1, 0])
file = saved(palette, format='PNG')
add('PNG, palette', file, opened(file).convert('RGB'))
file = saved(palette, format='PNG', transparency=bytes([255, 128, 0, 255]))
add('PNG, palette and alpha', file, laid_on_black(opened(file)))
file = saved(Image.fromarray(pattern(3, 5) > 127), format='PNG')
add('PNG, 1 bit', file, opened(file).convert('L'))

deep = (pattern(4, 5, 4).astype(np.uint32) * 257 + pattern(4, 5, 4)[::-1] * 3) % 65536
black = (deep[:, :, :3] * deep[:, :, 3:] + 32767) // 65535
add_deep('PNG, 16 bits, grey', png(deep[:, :, :1], 0), deep[:, :, 0])
add_deep('PNG, 16 bits, RGB', png(deep[:, :, :3], 2), deep[:, :, :3])
add_deep('PNG, 16 bits, grey and alpha', png(deep[:, :, 2:], 4), black[:, :, 2])
add_deep('PNG, 16 bits, RGB and alpha', png(deep, 6), black)

file = saved(Image.fromarray(blocks(2, 3, 4), mode='CMYK'), format='JPEG', quality=100, subsampling=0)
add('JPEG, CMYK', file, opened(file).convert('RGB'))
file = saved(Image.fromarray(blocks(2, 3, 1)[:, :, 0]), format='JPEG', quality=100)
add('JPEG, grey', file, opened(file))
file = saved(Image.fromarray(blocks(2, 3, 3)), format='JPEG', quality=100, subsampling=0, progressive=True)
add('JPEG, progressive', file, opened(file))

frames = [Image.fromarray(pattern(4, 5, 3)), Image.fromarray(255 - pattern(4, 5, 3))]
file = saved(frames[0], format='WebP', save_all=True, append_images=frames[1:], lossless=True, duration=100)
add('WebP, animated', file, opened(file).convert('RGB'))


def bmp(size, depth, rows, header=40, compression=0, palette=b'', masks=b''):
    """A BMP file that Pillow does not write; rows from the bottom up where the height is positive, padded here."""
    pixels = rows if isinstance(rows, bytes) else b''.join(row.tobytes() + bytes(-len(row.tobytes()) % 4) for row in rows)
    width, height = size
    if header == 12:
        info = struct.pack('<IHHHH', 12, width, height, 1, depth)
    else:
        rest = masks + bytes(header - 40 - len(masks)) if header > 40 else b''
        info = struct.pack('<IiiHHIIiiII', header, width, height, 1, depth, compression, len(pixels), 0, 0, len(palette) // 4, 0) + rest
    start = 14 + len(info) + (len(masks) if header == 40 else 0) + len(palette)
    return struct.pack('<2sIII', b'BM', start + len(pixels), 0, start) + info + (masks if header == 40 else b'') + palette + pixels


for name, image in [('RGB', pattern(4, 5, 3)), ('grey', pattern(4, 5)), ('1 bit', pattern(3, 41) > 127)]:
    file = saved(Image.fromarray(image), format='BMP')
    add(f'BMP, {name}', file, opened(file).convert('RGB' if name == 'RGB' else 'L'))
file = saved(palette, format='BMP')
add('BMP, palette', file, opened(file).convert('RGB'))

colours = np.insert(pattern(16, 3), 3, 0, axis=1).tobytes()
masks = struct.pack('<IIII', 0xff0000, 0xff00, 0xff, 0xff000000)
for name, file in [
    ('top down', bmp((5, -4), 24, pattern(4, 15))),
    ('4 bits', bmp((7, 3), 4, pattern(3, 4), palette=colours)),
    ('32 bits', bmp((5, 4), 32, pattern(4, 20))),
    ('32 bits, masks', bmp((5, 4), 32, pattern(4, 20), compression=3, masks=masks[:12])),
    ('32 bits, V4 header with alpha', bmp((5, 4), 32, pattern(4, 20), header=108, compression=3, masks=masks)),
    ('OS/2 header', bmp((5, 4), 24, pattern(4, 15), header=12)),
    ('run-length encoded', bmp((6, 2), 8, bytes([4, 1, 2, 9, 0, 0, 0, 3, 5, 6, 7, 0, 3, 2, 0, 1]), compression=1, palette=colours)),
]:
    image = opened(file)
    add(f'BMP, {name}', file, laid_on_black(image) if image.mode == 'RGBA' else image.convert('RGB'))
file = bmp((7, 3), 4, pattern(3, 4), header=12, palette=bytes(17 * (i // 3) for i in range(48)))
add('BMP, OS/2 header and grey palette', file, opened(file).convert('L'))


def tiff(values, photometric, bits=16, tile=None, order='<', big=False, tags=()):
    """A TIFF page that Pillow does not write, uncompressed; values are rows of bytes where they have less than 8 bits."""
    height, width = values.shape[:2]
    if bits < 8:
        width = width * 8 // bits
    bands = 1 if values.ndim == 2 else values.shape[2]
    rows = values.astype(order + ('u2' if bits == 16 else 'u1'))
    if tile:
        padded = np.zeros((-(-height // tile) * tile, -(-width // tile) * tile, bands), rows.dtype)
        padded[:height, :width] = rows.reshape(height, width, bands)
        pieces = [padded[y:y + tile, x:x + tile].tobytes() for y in range(0, height, tile) for x in range(0, width, tile)]
    else:
        pieces = [rows.tobytes()]
    place = 16 if big else 8
    places = [place + sum(map(len, pieces[:i])) for i in range(len(pieces))]
    entries = {256: [width], 257: [height], 258: [bits] * bands, 259: [1], 262: [photometric], 277: [bands], **dict(tags)}
    if tile:
        entries |= {322: [tile], 323: [tile], 324: places, 325: [*map(len, pieces)]}
    else:
        entries |= {273: places, 278: [height], 279: [*map(len, pieces)]}
    directory = place + sum(map(len, pieces))
    directory += directory % 2
    after = directory + (16 + 20 * len(entries) if big else 6 + 12 * len(entries))
    body, outside = b'', b''
    for tag, numbers in sorted(entries.items()):
        packed = struct.pack(f'{order}{len(numbers)}I', *numbers)
        body += struct.pack(order + ('HHQ' if big else 'HHI'), tag, 4, len(numbers))
        inline = 8 if big else 4
        if len(packed) > inline:
            body += struct.pack(order + ('Q' if big else 'I'), after + len(outside))
            outside += packed
        else:
            body += packed.ljust(inline, b'\0')
    mark = b'II' if order == '<' else b'MM'
    head = mark + (struct.pack(order + 'HHHQ', 43, 8, 0, directory) if big else struct.pack(order + 'HI', 42, directory))
    count = struct.pack(order + ('Q' if big else 'H'), len(entries))
    content = (head + b''.join(pieces)).ljust(directory, b'\0')
    return content + count + body + bytes(8 if big else 4) + outside


def read_by_pillow(name, file):
    image = opened(file)
    grey = image.mode in ('1', 'L')
    add(name, file, image.convert('L') if grey else laid_on_black(image) if 'A' in image.mode else image.convert('RGB'))


for name, image, options in [
    ('RGB', pattern(4, 5, 3), {}),
    ('grey', pattern(4, 5), {}),
    ('RGB and alpha', rgba, {}),
    ('LZW', pattern(4, 5, 3), {'compression': 'tiff_lzw'}),
    ('Deflate', pattern(4, 5, 3), {'compression': 'tiff_adobe_deflate'}),
    ('PackBits', pattern(4, 5, 3), {'compression': 'packbits'}),
    ('JPEG', blocks(2, 3, 3), {'compression': 'jpeg', 'quality': 100}),
    ('1 bit', pattern(3, 41) > 127, {}),
    ('1 bit, fax', pattern(3, 41) > 127, {'compression': 'group4'}),
]:
    read_by_pillow(f'TIFF, {name}', saved(Image.fromarray(image), format='TIFF', **options))
read_by_pillow('TIFF, palette', saved(palette, format='TIFF'))
read_by_pillow('TIFF, CMYK', saved(Image.fromarray(pattern(4, 5, 4), mode='CMYK'), format='TIFF'))
read_by_pillow('TIFF, grey, white is 0', tiff(pattern(4, 5), 0, bits=8))
read_by_pillow('TIFF, 2 bits', tiff(pattern(3, 4), 1, bits=2))
read_by_pillow('TIFF, 4 bits', tiff(pattern(3, 4), 1, bits=4))
read_by_pillow('TIFF, RGB and a band of another kind', tiff(pattern(4, 5, 4), 2, bits=8, tags={338: [0]}))
read_by_pillow('TIFF, grey and a band of another kind', tiff(pattern(4, 5, 2), 1, bits=8, tags={338: [0]}))
exif = Image.Exif()
exif[0x0112] = 6
file = saved(Image.fromarray(pattern(2, 3, 3)), format='TIFF', exif=exif)
add('TIFF, EXIF orientation 6', file, ImageOps.exif_transpose(opened(file)))
file = saved(frames[0], format='TIFF', save_all=True, append_images=frames[1:])
read_by_pillow('TIFF, several pages', file)
stored = np.concatenate([np.minimum(rgba[:, :, :3], rgba[:, :, 3:]), rgba[:, :, 3:]], axis=2)
add('TIFF, RGB and alpha multiplied in', tiff(stored, 2, bits=8, tags={338: [1]}), stored[:, :, :3])

grey = deep[:, :, 0]
file = saved(Image.fromarray(grey.astype(np.uint16)), format='TIFF')
add_deep('TIFF, 16 bits, grey', file, np.asarray(opened(file)))
add_deep('TIFF, 16 bits, RGB', tiff(deep[:, :, :3], 2), deep[:, :, :3])
add_deep('TIFF, 16 bits, RGB and alpha', tiff(deep, 2, tags={338: [2]}), black)
add_deep('TIFF, 16 bits, tiled', tiff(np.tile(grey, (5, 4)), 1, tile=16), np.tile(grey, (5, 4)))
add_deep('TIFF, 16 bits, RGB, tiled', tiff(np.tile(deep[:, :, :3], (5, 4, 1)), 2, tile=16), np.tile(deep[:, :, :3], (5, 4, 1)))
# Pillow leaves these as they are.
add_deep('TIFF, 16 bits, white is 0', tiff(grey, 0), 65535 - grey)
add_deep('TIFF, 16 bits, high byte first', tiff(grey, 1, order='>'), grey)
add_deep('TIFF, 16 bits, BigTIFF', tiff(grey, 1, big=True), grey)
light = 65535 - deep[:, :, 3:].astype(np.int64)
ink = deep[:, :, :3] * light
add_deep('TIFF, 16 bits, CMYK', tiff(deep, 5), light - (2 * ink + 65535) // 131070)

read_by_pillow('GIF', saved(palette, format='GIF'))
read_by_pillow('GIF, grey', saved(Image.fromarray(pattern(4, 5, 1)[:, :, 0]).convert('RGB'), format='GIF'))
file = saved(palette, format='GIF', transparency=1)
add('GIF, transparent', file, laid_on_black(opened(file)))
read_by_pillow('GIF, interlaced', saved(Image.fromarray(blocks(2, 3, 3)[::4, ::4]).quantize(), format='GIF', interlace=1))
colourful = [frame.quantize() for frame in frames]
read_by_pillow('GIF, animated', saved(colourful[0], format='GIF', save_all=True, append_images=colourful[1:]))

best = {'format': 'AVIF', 'quality': 100, 'subsampling': '4:4:4'}
read_by_pillow('AVIF, RGB', saved(Image.fromarray(blocks(2, 3, 3)), **best))
read_by_pillow('AVIF, RGB and alpha', saved(Image.fromarray(blocks(2, 3, 4)), **best))
file = saved(Image.fromarray(blocks(2, 3, 1)[:, :, 0]), **best)
add('AVIF, grey', file, opened(file).convert('RGB'))
file = saved(Image.fromarray(blocks(2, 3, 3)), exif=exif, **best)
add('AVIF, EXIF orientation 6', file, ImageOps.exif_transpose(opened(file)))
for bits in (10, 12):
    wide = blocks(2, 3, 3).astype(np.uint16) << (bits - 8)
    add_deep(f'AVIF, {bits} bits', imagecodecs.avif_encode(wide, level=100, bitspersample=bits), wide << (16 - bits))

print('[\n' + ',\n'.join(json.dumps(golden) for golden in goldens) + '\n]')
