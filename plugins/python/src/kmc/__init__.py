"""kmc: images as a k-means palette and a losslessly coded plane of indices.

    result = kmc.quantize(pixels, 16)           # palette, indices, cost
    data = kmc.encode(pixels, 16)               # the bytes of a .kmc file
    pixels = kmc.decode(data).pixels
    kmc.info(data)                              # size, colours, bytes, without decoding pixels

Arrays are those of numpy, (height, width, 3 or 4) uint8. Importing kmc lets Pillow open and save .kmc files. Long
work goes on without the GIL, on all processors, and can be interrupted.
"""
from . import library, pillow
from .image import Image, Info, decode, info
from .quantizing import Quantized, elbow, encode, error_curve, quantize
from .work import Error, Result

__all__ = ["Error", "Image", "Info", "Quantized", "Result", "decode", "elbow", "encode", "error_curve", "info",
           "quantize"]
__version__ = library.version().decode()

pillow.register()
