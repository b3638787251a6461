"""The C API of kmc.h as ctypes sees it: structs, functions, constants. kmc.h documents what they mean.

The library lies beside this file and was built from the same sources, so that the two agree.
"""
import ctypes
from ctypes import POINTER, c_char_p, c_double, c_int, c_size_t, c_uint16, c_uint32, c_uint64, c_void_p
from pathlib import Path

ICC, RESOLUTION, EXIF, XMP, TEXT, COLORIMETRY = range(1, 7)
SEEDINGS = {"k-means++": 0, "random": 1}
SPACES = {"srgb": 0, "linear": 1, "oklab": 2}
DITHERS = {"none": 0, "floyd-steinberg": 1, "ordered": 2}
CODINGS = {"auto": 0, "packed": 1, "deflate": 2, "fast": 3, "max": 4}

PROGRESS = ctypes.CFUNCTYPE(c_int, c_void_p, c_double)


class ImageHandle(ctypes.c_void_p):
    """A kmc_image that frees itself, as ReportHandle and BytesHandle do."""

    def __del__(self):
        image_free(self)


class ReportHandle(ctypes.c_void_p):
    def __del__(self):
        report_free(self)


class BytesHandle(ctypes.c_void_p):
    def __del__(self):
        bytes_free(self)


class Limits(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("max_width", c_uint32), ("max_height", c_uint32),
                ("max_pixels", c_uint64), ("max_metadata", c_uint64)]


class Work(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("threads", c_uint32), ("limits", POINTER(Limits)),
                ("progress", PROGRESS), ("user", c_void_p)]


class QuantizeOptions(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("colors", c_uint32), ("effort", c_uint32), ("restarts", c_uint32),
                ("iterations", c_uint32), ("seeding", c_int), ("seed", c_uint64), ("lossless", c_int), ("vivid", c_int),
                ("palette", c_void_p), ("palette_colors", c_uint32), ("fixed", c_void_p), ("fixed_colors", c_uint32),
                ("levels", c_uint16 * 4), ("dither", c_int), ("dither_strength", c_uint32), ("color_space", c_int)]


class Pixels(ctypes.Structure):
    _fields_ = [("rgba", c_void_p), ("stride", c_size_t), ("width", c_uint32), ("height", c_uint32)]


class WriteOptions(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("coding", c_int), ("tile", c_uint32)]


class Info(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("width", c_uint32), ("height", c_uint32), ("colors", c_uint32),
                ("has_alpha", c_int), ("keeps_order", c_int), ("tile_width", c_uint32), ("tile_height", c_uint32),
                ("tiles", c_uint32), ("tiles_packed", c_uint32), ("tiles_deflate", c_uint32),
                ("tiles_fast", c_uint32), ("tiles_max", c_uint32), ("header_bytes", c_uint64),
                ("palette_bytes", c_uint64), ("index_bytes", c_uint64), ("metadata_bytes", c_uint64),
                ("file_bytes", c_uint64), ("dropped_metadata", c_uint32)]


_library = ctypes.CDLL(str(Path(__file__).with_name("libkmc.so")))


def _function(name, result, *arguments):
    function = getattr(_library, name)
    function.restype, function.argtypes = result, arguments
    return function


def _initialiser(name, struct):
    function = _function(name, None, POINTER(struct), c_size_t)
    return lambda options: function(options, ctypes.sizeof(struct))


_HANDLE, _OUT, _WORK = c_void_p, POINTER(c_void_p), POINTER(Work)
_RECTANGLE = (c_uint32, c_uint32, c_uint32, c_uint32)

result_text = _function("kmc_result_text", c_char_p, c_int)
version = _function("kmc_version", c_char_p)
work_init = _initialiser("kmc_work_init_sized", Work)

image_create = _function("kmc_image_create", c_int, c_uint32, c_uint32, c_void_p, c_uint32, c_void_p, c_int, _OUT)
image_free = _function("kmc_image_free", None, _HANDLE)
image_width = _function("kmc_image_width", c_uint32, _HANDLE)
image_height = _function("kmc_image_height", c_uint32, _HANDLE)
image_colors = _function("kmc_image_colors", c_uint32, _HANDLE)
image_palette = _function("kmc_image_palette", c_void_p, _HANDLE)
image_has_alpha = _function("kmc_image_has_alpha", c_int, _HANDLE)
image_keeps_order = _function("kmc_image_keeps_order", c_int, _HANDLE)
image_indices8 = _function("kmc_image_indices8", c_int, _HANDLE, *_RECTANGLE, c_void_p, c_size_t)
image_indices16 = _function("kmc_image_indices16", c_int, _HANDLE, *_RECTANGLE, c_void_p, c_size_t)
image_rgba = _function("kmc_image_rgba", c_int, _HANDLE, *_RECTANGLE, c_void_p, c_size_t)

image_set_metadata = _function("kmc_image_set_metadata", c_int, _HANDLE, c_int, c_char_p, c_size_t)
image_metadata = _function("kmc_image_metadata", c_void_p, _HANDLE, c_int, c_uint32, POINTER(c_size_t))
image_set_resolution = _function("kmc_image_set_resolution", c_int, _HANDLE, c_uint32, c_uint32, c_int)
image_resolution = _function("kmc_image_resolution", c_int, _HANDLE, POINTER(c_uint32), POINTER(c_uint32),
                             POINTER(c_int))

quantize_options_init = _initialiser("kmc_quantize_options_init_sized", QuantizeOptions)
quantize = _function("kmc_quantize", c_int, c_void_p, c_size_t, c_uint32, c_uint32, POINTER(QuantizeOptions), _WORK,
                     _OUT, _OUT)
report_free = _function("kmc_report_free", None, _HANDLE)
report_squared_error = _function("kmc_report_squared_error", c_double, _HANDLE)
report_space_error = _function("kmc_report_space_error", c_double, _HANDLE)
report_source_colors = _function("kmc_report_source_colors", c_uint64, _HANDLE)
report_exact = _function("kmc_report_exact", c_int, _HANDLE)
report_runs = _function("kmc_report_runs", c_uint32, _HANDLE)
report_run_cost = _function("kmc_report_run_cost", c_double, _HANDLE, c_uint32)
report_best_run = _function("kmc_report_best_run", c_uint32, _HANDLE)
report_iterations = _function("kmc_report_iterations", c_uint32, _HANDLE, c_uint32, c_void_p, c_uint32)

error_curve = _function("kmc_error_curve", c_int, POINTER(Pixels), c_uint32, POINTER(QuantizeOptions), _WORK,
                        c_void_p)
elbow = _function("kmc_elbow", c_uint32, c_void_p, c_uint32)

write_options_init = _initialiser("kmc_write_options_init_sized", WriteOptions)
write = _function("kmc_write", c_int, _HANDLE, POINTER(WriteOptions), _WORK, _OUT)
bytes_data = _function("kmc_bytes_data", c_void_p, _HANDLE)
bytes_size = _function("kmc_bytes_size", c_size_t, _HANDLE)
bytes_free = _function("kmc_bytes_free", None, _HANDLE)
read = _function("kmc_read", c_int, c_char_p, c_size_t, _WORK, _OUT)
read_head = _function("kmc_read_head", c_int, c_char_p, c_size_t, _WORK, _OUT)
read_info = _function("kmc_read_info", c_int, c_char_p, c_size_t, _WORK, POINTER(Info))
