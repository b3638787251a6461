/* kmc: images as a k-means palette and a losslessly coded plane of indices.
 *
 * The whole public interface, in C. Three verbs carry it:
 *
 *     kmc_quantize   pixels        -> kmc_image   (choose a palette, map every pixel)
 *     kmc_write      kmc_image     -> .kmc bytes  (code palette, indices and metadata)
 *     kmc_read       .kmc bytes    -> kmc_image
 *
 * and kmc_encode_rgba / kmc_decode_rgba do a whole way in one call. kmc.hpp
 * is a thin C++ layer over this header.
 *
 * Conventions
 * - Pixels are 8-bit R, G, B, A with straight (not premultiplied) alpha, four
 *   bytes each, rows top to bottom; a stride is in bytes.
 * - Every function that can fail returns a kmc_result; on failure outputs are
 *   untouched unless said otherwise. The library never prints, aborts or exits.
 * - An options struct is filled by its _init function, which also records the
 *   size that it has in this header. So a program that was built against another
 *   header keeps working: the library touches no more than the program knows, and
 *   what the program does not know has its default.
 * - Objects are independent: different threads may use different objects at
 *   the same time, and several threads may read one object. There is no global
 *   state.
 * - The same input and options give the same bytes on every CPU and with any
 *   number of threads.
 */
#ifndef KMC_KMC_H_
#define KMC_KMC_H_

#include <stddef.h>
#include <stdint.h>

#if defined(KMC_STATIC)
#define KMC_API
#elif defined(_WIN32)
#define KMC_API
#else
#define KMC_API __attribute__((visibility("default")))
#endif

/* To C++, an enum of no stated type has no values beyond its names: those that
 * a caller makes up could not even be refused. */
#ifdef __cplusplus
#define KMC_ENUM(name) enum name : int
extern "C" {
#else
#define KMC_ENUM(name) enum name
#endif

/* ---- results ------------------------------------------------------------ */

/* Numbers are never reused or changed. */
typedef KMC_ENUM(kmc_result){
    KMC_OK = 0,           KMC_INTERNAL = 1, /* a defect of the library; no input may cause it */
    KMC_ARGUMENT = 2,                       /* the caller broke a rule of this header */
    KMC_MEMORY = 3,                         /* an allocation failed */
    KMC_CANCELLED = 4,                      /* the progress callback asked to stop */
    KMC_LIMIT = 5,                          /* larger than the limits allow */
    KMC_FOREIGN = 6,                        /* the bytes do not start with the kmc signature */
    KMC_VERSION = 7,                        /* a format version that this library does not know */
    KMC_TRUNCATED = 8,                      /* the bytes end before the image does */
    KMC_CHECKSUM = 9,                       /* a CRC does not match: the bytes were damaged */
    KMC_INVALID = 10,                       /* a field holds what the specification forbids */
    KMC_UNSUPPORTED = 11,                   /* an unknown critical section or index coding */
    KMC_COLORS = 12,                        /* lossless was asked, and the image has more colours */
    KMC_TARGET = 13                         /* the target cannot be reached with so many colours or bytes */
} kmc_result;

/* One English sentence without a full stop; static storage, never NULL. */
KMC_API const char* kmc_result_text(kmc_result result);

/* "MAJOR.MINOR.PATCH" of the library in use; static storage. */
KMC_API const char* kmc_version(void);

/* ---- work: limits, threads, progress ------------------------------------ */

/* Called from the thread that called the library, with the share of the work
 * that is done, 0..1, never decreasing. Return 0 to go on, anything else to
 * stop: the call in progress then returns KMC_CANCELLED. */
typedef int (*kmc_progress)(void* user, double done);

/* What a call may use. Checked before anything is allocated. */
typedef struct kmc_limits {
  size_t struct_size;
  uint32_t max_width;    /* pixels; default 1,048,576 */
  uint32_t max_height;   /* pixels; default 1,048,576 */
  uint64_t max_pixels;   /* default 2^28 */
  uint64_t max_metadata; /* bytes after decompression, all sections together; default 2^26 */
} kmc_limits;
KMC_API void kmc_limits_init_sized(kmc_limits* limits, size_t struct_size);
static inline void kmc_limits_init(kmc_limits* limits) { kmc_limits_init_sized(limits, sizeof(*limits)); }

/* Execution of one call. A NULL kmc_work* means the defaults. */
typedef struct kmc_work {
  size_t struct_size;
  uint32_t threads;         /* 0: one per processor (default) */
  const kmc_limits* limits; /* NULL: the defaults */
  kmc_progress progress;    /* NULL: none */
  void* user;               /* handed to progress */
} kmc_work;
KMC_API void kmc_work_init_sized(kmc_work* work, size_t struct_size);
static inline void kmc_work_init(kmc_work* work) { kmc_work_init_sized(work, sizeof(*work)); }

/* ---- images ------------------------------------------------------------- */

/* An indexed image: width x height indices into a palette of 1..65536 RGBA
 * colours, with metadata. Made by kmc_quantize, kmc_read or
 * kmc_image_create; freed by kmc_image_free (NULL is fine). */
typedef struct kmc_image kmc_image;

/* Copies palette (colors x 4 bytes RGBA) and indices (width x height, row
 * after row, each below colors) into a new image. keep_order: see
 * kmc_image_keeps_order. */
KMC_API kmc_result kmc_image_create(uint32_t width, uint32_t height, const uint8_t* palette, uint32_t colors,
                                    const uint16_t* indices, int keep_order, kmc_image** out);
KMC_API void kmc_image_free(kmc_image* image);

KMC_API uint32_t kmc_image_width(const kmc_image* image);
KMC_API uint32_t kmc_image_height(const kmc_image* image);
KMC_API uint32_t kmc_image_colors(const kmc_image* image);
/* colors x 4 bytes RGBA, owned by the image. */
KMC_API const uint8_t* kmc_image_palette(const kmc_image* image);
/* 1 if some palette entry has alpha below 255. */
KMC_API int kmc_image_has_alpha(const kmc_image* image);
/* 1 if palette order and unused entries mean something (an editor's colour
 * map): kmc_write then stores them as they are. Otherwise it may reorder the
 * palette and drop unused entries. */
KMC_API int kmc_image_keeps_order(const kmc_image* image);

/* The rectangle x, y, width, height of the index plane as 8-bit (at most 256
 * colours, else KMC_ARGUMENT) or 16-bit indices; stride in bytes. */
KMC_API kmc_result kmc_image_indices8(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                                      uint8_t* out, size_t stride);
KMC_API kmc_result kmc_image_indices16(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                                       uint16_t* out, size_t stride);
/* The same rectangle as RGBA pixels. */
KMC_API kmc_result kmc_image_rgba(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                                  uint8_t* out, size_t stride);

/* ---- metadata ----------------------------------------------------------- */

typedef KMC_ENUM(kmc_metadata_kind){
    KMC_ICC = 1,        /* an ICC profile */
    KMC_RESOLUTION = 2, /* use kmc_image_set_resolution */
    KMC_EXIF = 3,       /* a TIFF structure, without the "Exif\0\0" of JPEG */
    KMC_XMP = 4,        /* UTF-8 XML */
    KMC_TEXT = 5,       /* keyword, NUL, text; both UTF-8; may occur often */
    KMC_COLORIMETRY = 6 /* the payload of the section "colorimetry" of the specification: gamma, primaries, sRGB */
} kmc_metadata_kind;

/* Appends a copy of size bytes (KMC_TEXT) or replaces what there was (the
 * other kinds); size 0 removes. KMC_INVALID if the bytes are not of the kind. */
KMC_API kmc_result kmc_image_set_metadata(kmc_image* image, kmc_metadata_kind kind, const void* bytes, size_t size);
/* The n-th item of a kind, owned by the image, or NULL; *size may be NULL. */
KMC_API const void* kmc_image_metadata(const kmc_image* image, kmc_metadata_kind kind, uint32_t n, size_t* size);

/* Pixels per metre if metric, else only their ratio counts. Both 0 removes. */
KMC_API kmc_result kmc_image_set_resolution(kmc_image* image, uint32_t x, uint32_t y, int metric);
/* 1 and the three values (each pointer may be NULL) if the image has a resolution, else 0. */
KMC_API int kmc_image_resolution(const kmc_image* image, uint32_t* x, uint32_t* y, int* metric);

/* ---- pixels -> indexed image -------------------------------------------- */

typedef KMC_ENUM(kmc_seeding){
    KMC_SEEDING_KMEANSPP = 0, /* k-means++: far colours are likelier (Arthur & Vassilvitskii 2007) */
    KMC_SEEDING_RANDOM = 1    /* distinct colours of pixels drawn at random, as in textbooks */
} kmc_seeding;

/* Where differences of colours are measured. */
typedef KMC_ENUM(kmc_color_space){
    KMC_SPACE_SRGB = 0,   /* 8-bit steps as they are */
    KMC_SPACE_LINEAR = 1, /* linear light: shadows count little */
    KMC_SPACE_OKLAB = 2   /* OKLab (Ottosson 2020): near to how different colours look */
} kmc_color_space;

typedef KMC_ENUM(kmc_dither){
    KMC_DITHER_NONE = 0,            /* each pixel becomes its nearest colour */
    KMC_DITHER_FLOYD_STEINBERG = 1, /* error diffusion, the most faithful; errors stop at edges */
    KMC_DITHER_ORDERED = 2          /* two colours mixed by a blue noise pattern; compresses better */
} kmc_dither;

typedef struct kmc_quantize_options {
  size_t struct_size;
  /* 1..65536, default 256. An image that has no more is kept exactly; for one
   * that has more, the palette gets exactly so many different colours, each of
   * them the nearest of some pixel, unless `levels` leaves fewer. */
  uint32_t colors;
  /* How hard to search, 1..9 (default 5): a higher effort never gives a larger
   * error in color_space (before dithering, and if not `vivid`). */
  uint32_t effort;
  /* The textbook's procedure instead of the search by effort: restarts >= 1
   * runs of k-means from different seeds, each of at most `iterations` Lloyd
   * iterations, the run with the least squared error kept. 0 (default): search
   * by effort. */
  uint32_t restarts;
  uint32_t iterations; /* default 10 */
  kmc_seeding seeding; /* default KMC_SEEDING_KMEANSPP */
  uint64_t seed;       /* of the random generator, default 1; run i of restarts, from 0, starts from seed + i */
  int lossless;        /* 1: KMC_COLORS if some visible pixel would not be kept exactly */
  /* 1: when colours are chosen, pixels count for more the more saturated they
   * are, so that small vivid areas keep their hue where colours are few. What
   * is made small is then no more the error that is reported, which grows a
   * little. 0 (default): all pixels count alike. */
  int vivid;
  /* A palette to use as it is, palette_colors (1..65536) x 4 bytes RGBA: each
   * pixel is mapped to its nearest entry, nothing is searched, and order and
   * unused entries are kept. NULL (default): search one. */
  const uint8_t* palette;
  uint32_t palette_colors;
  /* Colours that must be in the palette exactly, fixed_colors (at most
   * `colors`) x 4 bytes RGBA; the others are searched around them. They come
   * first, in this order, even if no pixel uses them, and the image then keeps
   * its palette's order. Repeated ones count once. NULL (default): none. */
  const uint8_t* fixed;
  uint32_t fixed_colors;
  /* How many values, evenly spaced from 0 to 255, each channel (R, G, B, A) of
   * a searched colour may take, 2..256 (default): 32, 64, 32 and 256 for a
   * display of 5-6-5 bits, 6 each for the "web-safe" colours. */
  uint16_t levels[4];
  /* Colours that lie between palette colours become patterns of them (default:
   * none). A pixel whose colour is in the palette keeps it. */
  kmc_dither dither;
  uint32_t dither_strength; /* thousandths of the full effect, 0..1000 (default) */
  /* The space in which k-means, mapping and dithering work (default sRGB).
   * Costs of runs are then in its units. */
  kmc_color_space color_space;
} kmc_quantize_options;
KMC_API void kmc_quantize_options_init_sized(kmc_quantize_options* options, size_t struct_size);
static inline void kmc_quantize_options_init(kmc_quantize_options* options) { kmc_quantize_options_init_sized(options, sizeof(*options)); }

/* What kmc_quantize did; freed by kmc_report_free. Squared errors are sums
 * over pixels and over R, G, B (8-bit steps); of translucent pixels, the mean
 * of the errors seen over black and over white. Divide by pixels for the mean
 * squared error, by 255^2 besides for errors of samples scaled to 0..1. */
typedef struct kmc_report kmc_report;
KMC_API void kmc_report_free(kmc_report* report);
/* Squared error of the image returned, with its palette rounded to 8 bits. */
KMC_API double kmc_report_squared_error(const kmc_report* report);
/* The same in options.color_space, which is what the search made small; of the
 * spaces other than sRGB, 0..1 counts as 0..255 too. */
KMC_API double kmc_report_space_error(const kmc_report* report);
/* Different colours of the input; fully transparent pixels count as one. 0 if
 * they were not counted: effort 1 looks at a sample of many opaque pixels. */
KMC_API uint64_t kmc_report_source_colors(const kmc_report* report);
/* 1 if every visible pixel is kept exactly. */
KMC_API int kmc_report_exact(const kmc_report* report);
/* Runs of k-means made with options.restarts, in their order; 0 otherwise. */
KMC_API uint32_t kmc_report_runs(const kmc_report* report);
/* Squared error of a run's last partition about the mean colours of its
 * clusters (palette not rounded). */
KMC_API double kmc_report_run_cost(const kmc_report* report, uint32_t run);
KMC_API uint32_t kmc_report_best_run(const kmc_report* report);
/* Squared error after each Lloyd iteration of a run; returns how many there
 * are and writes at most `capacity` of them to `costs` (may be NULL if 0). */
KMC_API uint32_t kmc_report_iterations(const kmc_report* report, uint32_t run, double* costs, uint32_t capacity);
/* Wall milliseconds spent in the stages "histogram", "k-means" and "mapping"; 0..2. */
KMC_API double kmc_report_stage_ms(const kmc_report* report, uint32_t stage);

/* Finds a palette for width x height pixels at rgba and maps every pixel to
 * its nearest colour (the lower index on a tie). report may be NULL. */
KMC_API kmc_result kmc_quantize(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height,
                                const kmc_quantize_options* options, const kmc_work* work, kmc_image** out,
                                kmc_report** report);

/* Pixels of one of several images, as kmc_quantize takes them. */
typedef struct kmc_pixels {
  const uint8_t* rgba;
  size_t stride;
  uint32_t width, height;
} kmc_pixels;

/* kmc_quantize with one palette for `count` (at least 1) images, found as if
 * they were one: out[i] becomes images[i]. The report is of all together, and
 * together they must have fewer than 2^32 pixels. */
KMC_API kmc_result kmc_quantize_many(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* options,
                                     const kmc_work* work, kmc_image** out, kmc_report** report);

/* ---- how an image is written -------------------------------------------- */

typedef KMC_ENUM(kmc_coding){
    KMC_CODING_AUTO = 0,    /* today fast */
    KMC_CODING_PACKED = 1,  /* 1, 2, 4, 8 or 16 bits per pixel, no entropy coding */
    KMC_CODING_DEFLATE = 2, /* zlib over the packed plane */
    KMC_CODING_FAST = 3,    /* context models, a few of them */
    KMC_CODING_MAX = 4      /* context models, many of them: the smallest, and several times slower each way */
} kmc_coding;

typedef struct kmc_write_options {
  size_t struct_size;
  kmc_coding coding; /* default AUTO. A tile is never larger than packed, whatever is asked. */
  uint32_t tile;     /* side of the independent tiles in pixels: a power of two, 32..524288;
                        0 (default): chosen from the image's size */
} kmc_write_options;
KMC_API void kmc_write_options_init_sized(kmc_write_options* options, size_t struct_size);
static inline void kmc_write_options_init(kmc_write_options* options) { kmc_write_options_init_sized(options, sizeof(*options)); }

/* ---- pixels -> the indexed image of a wanted quality or size ------------- */

typedef KMC_ENUM(kmc_goal){
    KMC_GOAL_PSNR = 0,    /* fewest bytes that reach a peak signal-to-noise ratio */
    KMC_GOAL_QUALITY = 1, /* fewest bytes that reach a quality as a viewer sees it */
    KMC_GOAL_BYTES = 2    /* the best quality that fits into so many bytes */
} kmc_goal;

/* What is wanted of the result. */
typedef struct kmc_target {
  size_t struct_size;
  kmc_goal goal; /* default KMC_GOAL_QUALITY */
  /* Decibels, above 0 and at most 100, as 10 x log10(3 x 255^2 x pixels / kmc_report_squared_error);
   * quality, 0..100 (default 75); or bytes of the file without metadata, at least 1. */
  double value;
} kmc_target;
KMC_API void kmc_target_init_sized(kmc_target* target, size_t struct_size);
static inline void kmc_target_init(kmc_target* target) { kmc_target_init_sized(target, sizeof(*target)); }

/* Trades error for bytes: chooses the number of colours, the palette and the
 * index of every pixel so that squared error and the bits of its coding are small
 * together. On photographs, results exceed a PSNR by less than a tenth of a decibel
 * and a quality by less than half a point; on small images and on such of few
 * colours, of which the error changes by leaps, by more. The bytes of kmc_write with
 * write_options, metadata apart, are never more than a size allows.
 *
 * Quality is about the SSIMULACRA 2 score of the result: 50 is medium, 70 good,
 * 90 hardly to be told from the original. At quality 100 all pixels are kept if
 * options->colors allow it; else the result is as good as it can be.
 *
 * Of `options` count: colors, the largest number that may be used (of more than
 * 4096 only 4096, but for quality 100); effort; palette, fixed and levels. The
 * others are ignored. KMC_TARGET if the target is out of reach. */
KMC_API kmc_result kmc_quantize_to(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height,
                                   const kmc_target* target, const kmc_quantize_options* options,
                                   const kmc_write_options* write_options, const kmc_work* work, kmc_image** out,
                                   kmc_report** report);

/* The quality, at most 100, of an image beside the pixels that it was made of,
 * which have its width and height; it may be below 0. */
KMC_API kmc_result kmc_image_quality(const kmc_image* image, const uint8_t* rgba, size_t stride, double* quality);

/* ---- how many colours? --------------------------------------------------- */

/* What palettes of 1, 2, .. options->colors (at most 4096) colours would cost:
 * errors[k - 1] is an estimate of the squared error that kmc_quantize reports
 * for k colours at its default effort, some percent too large at worst, found
 * in about the time of two such calls. Errors never increase, and are 0 from the
 * number of colours that the images have. Of the other options only color_space
 * counts, in whose units they are. */
KMC_API kmc_result kmc_error_curve(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* options,
                                   const kmc_work* work, double* errors);

/* The number of colours, 1..count, beyond which each further one of an error
 * curve brings little: where its decibels lie farthest below the straight line
 * between its ends ("Kneedle", Satopaa et al. 2011). count >= 1; no error is negative. */
KMC_API uint32_t kmc_elbow(const double* errors, uint32_t count);

/* ---- indexed image <-> bytes -------------------------------------------- */

/* Bytes owned by the library; freed by kmc_bytes_free. */
typedef struct kmc_bytes kmc_bytes;
KMC_API const uint8_t* kmc_bytes_data(const kmc_bytes* bytes);
KMC_API size_t kmc_bytes_size(const kmc_bytes* bytes);
KMC_API void kmc_bytes_free(kmc_bytes* bytes);

KMC_API kmc_result kmc_write(const kmc_image* image, const kmc_write_options* options, const kmc_work* work,
                             kmc_bytes** out);

/* Decodes a whole .kmc file held in memory. Bytes after its end are ignored. Here
 * and below, `bytes` may be NULL if size is 0, which is KMC_TRUNCATED. */
KMC_API kmc_result kmc_read(const void* bytes, size_t size, const kmc_work* work, kmc_image** out);

/* kmc_read of a part of the image: the width x height pixels from column x and
 * row y on. Only the tiles are decoded that have a share in it. KMC_ARGUMENT if
 * it is empty or does not lie within the image. */
KMC_API kmc_result kmc_read_region(const void* bytes, size_t size, uint32_t x, uint32_t y, uint32_t width,
                                   uint32_t height, const kmc_work* work, kmc_image** out);

/* The palette and the metadata of a .kmc file, read without decoding its
 * pixels: an image of 0 x 0 pixels (kmc_read_info tells the size), which
 * kmc_write does not take (KMC_ARGUMENT). */
KMC_API kmc_result kmc_read_head(const void* bytes, size_t size, const kmc_work* work, kmc_image** out);

/* Width and height from the first bytes of a .kmc file, of which 14 are always
 * enough; with fewer, the result may be KMC_TRUNCATED. The limits of `work` are
 * checked. */
KMC_API kmc_result kmc_read_size(const void* bytes, size_t size, const kmc_work* work, uint32_t* width,
                                 uint32_t* height);

/* 1 if the bytes (at least 5 of them) start like a .kmc file. */
KMC_API int kmc_is_kmc(const void* bytes, size_t size);

/* What a .kmc file holds, read without decoding its pixels. */
typedef struct kmc_info {
  size_t struct_size;
  uint32_t width, height;
  uint32_t colors;
  int has_alpha;
  int keeps_order;
  uint32_t tile_width, tile_height; /* of the grid; the image's own size if there is one tile */
  uint32_t tiles;
  uint32_t tiles_packed, tiles_deflate, tiles_fast, tiles_max; /* how many use which coding */
  uint64_t header_bytes, palette_bytes, index_bytes;           /* CRC and section framing included */
  uint64_t metadata_bytes;
  uint64_t file_bytes;       /* up to the end of the image */
  uint32_t dropped_metadata; /* ancillary sections that were damaged, misplaced, repeated or over the limit */
} kmc_info;
/* Set info->struct_size to sizeof(kmc_info) first. */
KMC_API kmc_result kmc_read_info(const void* bytes, size_t size, const kmc_work* work, kmc_info* info);

/* Where the file's bytes go: bits[y * width + x] becomes what the pixel at x, y
 * costs, in bits, >= 0, for all width x height pixels (see kmc_read_size); the
 * array is the caller's and has room for `capacity` of them, else KMC_ARGUMENT.
 * Of the codings fast and max it is the ideal length of the pixel's code, and
 * the sum over a tile is that of its data but for a few bytes; of packed and
 * deflate each pixel has its even share of the tile's. Section framing, palette
 * and metadata are not counted. Takes somewhat longer than kmc_read. */
KMC_API kmc_result kmc_read_pixel_bits(const void* bytes, size_t size, const kmc_work* work, float* bits,
                                       size_t capacity);

/* ---- damaged files ------------------------------------------------------ */

/* What kmc_salvage could not read; freed by kmc_loss_free. */
typedef struct kmc_loss kmc_loss;
KMC_API void kmc_loss_free(kmc_loss* loss);
/* Tiles that were lost: 0 if every pixel is there. */
KMC_API uint32_t kmc_loss_tiles(const kmc_loss* loss);
/* 1 and where the n-th of them lies (each pointer may be NULL), row after row, or 0 if there are no more. */
KMC_API int kmc_loss_tile(const kmc_loss* loss, uint32_t n, uint32_t* x, uint32_t* y, uint32_t* width,
                          uint32_t* height);
/* Pixels of all lost tiles together. */
KMC_API uint64_t kmc_loss_pixels(const kmc_loss* loss);
/* Bytes of the file that belong to nothing that could be read. */
KMC_API uint64_t kmc_loss_skipped_bytes(const kmc_loss* loss);
/* As in kmc_info. Metadata within skipped bytes are not counted. */
KMC_API uint32_t kmc_loss_dropped_metadata(const kmc_loss* loss);
/* 1 if the end of the image was not found: the file was cut, or its end is damaged. */
KMC_API int kmc_loss_ends_early(const kmc_loss* loss);

/* kmc_read for files that it refuses as KMC_TRUNCATED, KMC_CHECKSUM, KMC_INVALID
 * or KMC_UNSUPPORTED: reads all tiles that are intact, wherever they stand in the
 * file. Lost pixels become fully transparent (0, 0, 0, 0), by a palette entry of
 * their own behind the others; if there are 65536 already, they get index 0. With
 * damage before the end of the palette or no intact tile, the result is that of
 * kmc_read. An intact file gives what kmc_read gives. loss may be NULL. */
KMC_API kmc_result kmc_salvage(const void* bytes, size_t size, const kmc_work* work, kmc_image** out, kmc_loss** loss);

/* ---- in one call -------------------------------------------------------- */

/* kmc_quantize to `colors` colours, then kmc_write, all by default options. */
KMC_API kmc_result kmc_encode_rgba(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height, uint32_t colors,
                                   kmc_bytes** out);
/* kmc_read, then all pixels as RGBA rows without padding in *out. */
KMC_API kmc_result kmc_decode_rgba(const void* bytes, size_t size, uint32_t* width, uint32_t* height, kmc_bytes** out);

#undef KMC_ENUM
#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* KMC_KMC_H_ */
