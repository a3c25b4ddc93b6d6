"""Makes golden-images.json: tiny image files of every kind, and the pixels that Pillow 13.0.0 reads from them (NumPy 2.4.6
for 16 bits, which Pillow does not bring to 8). Run in this folder: python golden-images.py > golden-images.json"""
import base64
import io
import json
import struct
import zlib

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
add('PNG, 16 bits, grey', png(deep[:, :, :1], 0), deep[:, :, 0] >> 8)
add('PNG, 16 bits, RGB', png(deep[:, :, :3], 2), deep[:, :, :3] >> 8)
add('PNG, 16 bits, grey and alpha', png(deep[:, :, 2:], 4), black[:, :, 2] >> 8)
add('PNG, 16 bits, RGB and alpha', png(deep, 6), black >> 8)

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

print('[\n' + ',\n'.join(json.dumps(golden) for golden in goldens) + '\n]')
